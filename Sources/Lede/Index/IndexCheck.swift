/// Verifies the newest commit of an index: every checksum, every structure, and that the counts agree.
struct IndexCheck {
    private let directory: any Directory

    init(_ directory: any Directory) { self.directory = directory }

    /// The newest commit that can be read, with its files open.
    private struct Opened {
        let commit: Commit
        /// What is wrong with newer ones.
        var problems: [LedeError] = []
        /// Its segments, or why they cannot be opened.
        var segments: [(segment: Commit.Segment, snapshot: Result<SegmentSnapshot, LedeError>)] = []

        var isWhole: Bool { problems.isEmpty && segments.allSatisfy { (try? $0.snapshot.get()) != nil } }
    }

    func run() throws(LedeError) -> IndexReport {
        // All are opened before anything is read: what a writer removes from then on stays for as long.
        let opened = try Commit.retrying(in: directory, isGood: \.isWhole, open)
        var report = IndexReport()
        report.commit = opened.commit.generation
        report.problems = opened.problems
        var holders: [[UInt8]: String] = [:]
        for (segment, snapshot) in opened.segments {
            report.segments += 1
            do throws(LedeError) {
                let snapshot = try snapshot.get()
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

    private func open() throws(LedeError) -> Opened {
        let newest = try Commit.generations(in: directory).first
        let commit = try Commit.newest(in: directory)
        var opened = Opened(commit: commit)
        if let newest, newest != commit.generation {
            do throws(LedeError) { _ = try Commit.read(newest, in: directory) } catch { opened.problems.append(error) }
        }
        for segment in commit.segments {
            do throws(LedeError) {
                let snapshot = try SegmentSnapshot(segment, of: commit, in: directory, known: nil)
                opened.segments.append((segment, .success(snapshot)))
            } catch {
                opened.segments.append((segment, .failure(error)))
            }
        }
        return opened
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
