import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jackson.JacksonUtils;
import com.github.fge.jsonschema.main.JsonSchema;
import com.github.fge.jsonschema.main.JsonSchemaFactory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Validates values against JSON schemas of draft 4. A question a line on standard input: {"document": {...}, "pointer": "/…", "values": [...]};
 * for each a line on standard output: {"valid": [true, …]}, or {"error": "…"} where the schema itself is refused.
 */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        System.setOut(System.err);
        // Numbers as they are written, as this library wants them.
        ObjectMapper mapper = JacksonUtils.newMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode question = mapper.readTree(line);
            ObjectNode answer = mapper.createObjectNode();
            try {
                JsonSchema schema = JsonSchemaFactory.byDefault().getJsonSchema(question.get("document"), question.get("pointer").textValue());
                ArrayNode valid = mapper.createArrayNode();
                for (JsonNode value : question.get("values")) {
                    valid.add(schema.validate(value, true).isSuccess());
                }
                answer.set("valid", valid);
            } catch (Exception error) {
                answer.put("error", String.valueOf(error.getMessage()));
            }
            out.println(answer.toString());
        }
        out.flush();
    }
}
