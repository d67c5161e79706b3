/// Verifies the newest commit of an index: every checksum, every structure, and that the counts agree.
struct IndexCheck {
    private let directory: any Directory

    init(_ directory: any Directory) { self.directory = directory }

    func run() throws(LedeError) -> IndexReport {
        let commit = try Commit.newest(in: directory)
        var report = IndexReport()
        report.commit = commit.generation
        if let newest = try Commit.generations(in: directory).first, newest != commit.generation {
            do throws(LedeError) { _ = try Commit.read(newest, in: directory) } catch { report.problems.append(error) }
        }
        var holders: [[UInt8]: String] = [:]
        for segment in commit.segments {
            report.segments += 1
            do throws(LedeError) {
                let snapshot = try SegmentSnapshot(segment, of: commit, in: directory, known: nil)
                report.documents += snapshot.liveCount
                report.bytes += snapshot.reader.file.file.count
                report.sections += snapshot.reader.file.sections.count
                var damaged = snapshot.reader.file.problems()
                if damaged.isEmpty, let problem = snapshot.reader.file.file.digestProblem(expected: segment.sha256) {
                    damaged.append(problem)
                }
                report.problems += damaged
                if damaged.isEmpty { try check(snapshot, &report, &holders) }
            } catch {
                report.problems.append(error)
            }
        }
        return report
    }

    private func check(
        _ snapshot: SegmentSnapshot, _ report: inout IndexReport, _ holders: inout [[UInt8]: String]
    ) throws(LedeError) {
        let counts = try SegmentCheck(snapshot.reader).run()
        report.terms += counts.terms
        report.postings += counts.postings
        report.positions += counts.positions
        for document in 0..<snapshot.reader.documentCount where snapshot.live?.contains(document) ?? true {
            let id = try snapshot.reader.ids.text(of: document)
            if let other = holders.updateValue(snapshot.reader.name, forKey: Array(id.utf8)) {
                report.problems.append(
                    snapshot.reader.file.file.bytes.corrupt("the id '\(id)' is live here and in \(other).seg"))
            }
        }
    }
}
