import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads OpenAPI documents as API Gateway's import does, and writes out what is left of them. A document a line on standard input; for each
 * a line on standard output: {"messages": [...], "document": {...}}.
 */
public class ReadAndWrite {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        // The parser and its loggers write to standard output too.
        System.setOut(System.err);
        ObjectMapper plain = new ObjectMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            SwaggerParseResult result = new OpenAPIV3Parser().readContents(line, null, null);
            ObjectNode answer = plain.createObjectNode();
            answer.set("messages", plain.valueToTree(result.getMessages()));
            JsonNode document = result.getOpenAPI() == null ? null : plain.readTree(Json.mapper().writeValueAsString(result.getOpenAPI()));
            answer.set("document", document);
            out.println(plain.writeValueAsString(answer));
        }
        out.flush();
    }
}
