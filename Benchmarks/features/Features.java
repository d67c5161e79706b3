import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.LocalDate;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/** Lucene behind features.py: indexes a corpus once, then answers lines KIND, tab, TEXT. */
public class Features {
    public static void main(String[] a) throws Exception {
        Path folder = Paths.get(a[0]);
        if (!Files.exists(folder)) index(folder, a[1]);
        var reader = DirectoryReader.open(FSDirectory.open(folder));
        var searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        var state = new DefaultSortedSetDocValuesReaderState(reader, new FacetsConfig());
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var sort = new Sort(new SortField("date", SortField.Type.LONG, true));
        for (String line; (line = in.readLine()) != null; ) {
            String[] parts = line.split("\t");
            long start = System.nanoTime();
            Query query = query(parts[0], parts[1]);
            long count = -1;
            if (parts[0].equals("FACET")) {
                Facets facets;
                if (query instanceof MatchAllDocsQuery) {
                    facets = new SortedSetDocValuesFacetCounts(state);
                } else {
                    facets = new SortedSetDocValuesFacetCounts(state, searcher.search(query, new FacetsCollectorManager()));
                }
                facets.getTopChildren(10, "section");
            } else if (parts[0].equals("NEWEST")) {
                count = searcher.search(query, new TopFieldCollectorManager(sort, 10, null, Integer.MAX_VALUE)).totalHits.value();
            } else {
                count = searcher.search(query, new TopScoreDocCollectorManager(10, null, Integer.MAX_VALUE)).totalHits.value();
            }
            double us = (System.nanoTime() - start) / 1e3;
            System.out.println("{\"us\":" + us + ",\"count\":" + (count < 0 ? "null" : count) + "}");
            System.out.flush();
        }
    }

    static Query query(String kind, String text) {
        var term = new Term("text", text);
        switch (kind) {
            case "FUZZY_1": return new FuzzyQuery(term, 1);
            case "FUZZY_2": return new FuzzyQuery(term, 2);
            case "PREFIX": return new PrefixQuery(term);
            case "WILDCARD": return new WildcardQuery(term);
            case "REGEX": return new RegexpQuery(term);
            default: return text.equals("*") ? new MatchAllDocsQuery() : new TermQuery(term);
        }
    }

    static void index(Path folder, String corpus) throws Exception {
        var config = new FacetsConfig();
        var mapper = new ObjectMapper();
        try (var writer = new IndexWriter(FSDirectory.open(folder), new IndexWriterConfig(new WhitespaceAnalyzer()).setRAMBufferSizeMB(1024));
             var lines = Files.newBufferedReader(Paths.get(corpus))) {
            for (String line; (line = lines.readLine()) != null; ) {
                var d = mapper.readTree(line);
                var document = new Document();
                document.add(new StringField("id", d.get("id").asText(), Field.Store.YES));
                document.add(new TextField("text", d.get("text").asText(), Field.Store.NO));
                document.add(new NumericDocValuesField("date", LocalDate.parse(d.get("date").asText()).toEpochDay()));
                document.add(new SortedSetDocValuesFacetField("section", d.get("section").asText()));
                writer.addDocument(config.build(document));
            }
            writer.forceMerge(1);
        }
    }
}
