using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Support;

namespace JobRunner.Http.Tests.Description;

/// <summary>The OpenAPI document that a server gives, as JSON.</summary>
internal sealed class ServedDocument(JsonNode root)
{
    public const string Path = "/openapi/v1.json";

    public JsonNode Root => root;

    /// <summary>All operations, by their ids.</summary>
    public IReadOnlyDictionary<string, Operation> Operations { get; } = OperationsOf(root).ToDictionary(operation => operation.Id);

    public static async Task<ServedDocument> OfAsync(JobsServer server) => new(await server.Operator.GetJsonAsync(Path));

    public static ServedDocument Parse(string text) => new(JsonNode.Parse(text)!);

    /// <summary>What a reference leads to; anything else is what it is.</summary>
    public JsonNode Resolve(JsonNode node) => (string?)(node as JsonObject)?["$ref"] is { } reference
        ? reference.Split('/').Skip(1).Aggregate(root, (at, name) => at[name]!)
        : node;

    /// <summary>A schema of JobRunner's.</summary>
    public JsonObject Schema(string name) => root["components"]!["schemas"]![$"JobRunner.{name}"]!.AsObject();

    /// <summary>An operation's parameters, the path's included.</summary>
    public IEnumerable<JsonNode> ParametersOf(Operation operation, string place) =>
        (operation.Node["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!)).Where(parameter => (string?)parameter["in"] == place);

    /// <summary>What an operation may answer with this status; null: it may not.</summary>
    public JsonNode? ResponseOf(Operation operation, int status) => operation.Node["responses"]![$"{status}"] is { } response ? Resolve(response) : null;

    /// <summary>Which problems a response may be.</summary>
    public static IEnumerable<string> ProblemTypesOf(JsonNode response) =>
        response["content"]?["application/problem+json"]!["schema"]!["allOf"]![1]!["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!) ?? [];

    private static IEnumerable<Operation> OperationsOf(JsonNode root) =>
        from path in root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        where method.Key != "parameters"
        select new Operation((string?)method.Value!["operationId"] ?? $"{method.Key} {path.Key}", method.Key, path.Key, method.Value!.AsObject());
}

/// <summary>One operation.</summary>
internal sealed record Operation(string Id, string Method, string Path, JsonObject Node);
