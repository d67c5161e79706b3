import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.zip.GZIPInputStream;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.*;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.*;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * A TREC run of Lucene over a test collection, analysed as Lede's `english` is: StandardTokenizer, possessives, lower case,
 * Snowball's English stemmer, no stop words.
 *
 * <pre>java -cp LUCENE.jar LuceneRun.java docs.jsonl.gz queries.tsv SIMILARITY ANALYSIS > lucene.run</pre>
 */
public class LuceneRun {
    static Analyzer analyzer(String kind) {
        if (kind.equals("cjk")) return new CJKAnalyzer(CharArraySet.EMPTY_SET);
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                var source = new StandardTokenizer();
                TokenStream stream = new LowerCaseFilter(source);
                if (kind.equals("english")) stream = new EnglishPossessiveFilter(stream);
                if (!kind.equals("standard")) {
                    String language = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
                    stream = new SnowballFilter(stream, language);
                }
                return new TokenStreamComponents(source, stream);
            }
        };
    }

    static Similarity similarity(String name) {
        return switch (name) {
            case "bm25" -> new BM25Similarity();
            case "lm" -> new LMDirichletSimilarity(2000);
            case "tfidf" -> new ClassicSimilarity();
            default -> throw new IllegalArgumentException(name);
        };
    }

    public static void main(String[] arguments) throws Exception {
        var analyzer = analyzer(arguments[3]);
        var similarity = similarity(arguments[2]);
        var directory = new ByteBuffersDirectory();
        var mapper = new ObjectMapper();
        try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer).setSimilarity(similarity));
                var lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(new FileInputStream(arguments[0])), StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                var record = mapper.readTree(line);
                var document = new Document();
                document.add(new StringField("id", record.get("id").asText(), Field.Store.YES));
                String title = record.has("title") ? record.get("title").asText() : "";
                document.add(new TextField("text", title + "\n" + record.get("body").asText(), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
        var reader = DirectoryReader.open(directory);
        var searcher = new IndexSearcher(reader);
        searcher.setSimilarity(similarity);
        IndexSearcher.setMaxClauseCount(100_000);
        for (String line : Files.readAllLines(Path.of(arguments[1]), StandardCharsets.UTF_8)) {
            int tab = line.indexOf('\t');
            if (tab < 0) continue;
            var query = new QueryParser("text", analyzer).parse(QueryParser.escape(line.substring(tab + 1).toLowerCase(Locale.ROOT)));
            var hits = searcher.search(query, 1000).scoreDocs;
            for (int rank = 0; rank < hits.length; rank++) {
                String id = searcher.storedFields().document(hits[rank].doc).get("id");
                System.out.println(line.substring(0, tab) + " Q0 " + id + " " + (rank + 1) + " " + hits[rank].score + " lucene");
            }
        }
    }
}
