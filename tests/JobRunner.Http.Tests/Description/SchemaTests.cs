using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using JobRunner.Http.Tests.Support;
using JobRunner.Http.Wire;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Description;

/// <summary>What goes over the wire is described as the serializer has it.</summary>
public sealed class SchemaTests
{
    private static readonly (Type Type, string Name)[] Requests =
        [(typeof(SpecMessage), "JobSpec"), (typeof(JobLimits), "JobLimits"), (typeof(StopRequest), "StopRequest"), (typeof(SignalRequest), "SignalRequest")];

    private static readonly (Type Type, string Name)[] Answers =
    [
        (typeof(JobStatus), "JobStatus"), (typeof(JobPage), "JobPage"), (typeof(OutputEvent), "OutputEvent"), (typeof(ServiceInfo), "ServiceInfo"), (typeof(Problem), "Problem"),
    ];

    private static readonly Dictionary<Type, string> Formats = new()
    {
        [typeof(Guid)] = "uuid",
        [typeof(DateTimeOffset)] = "date-time",
        [typeof(int)] = "int32",
        [typeof(long)] = "int64",
        [typeof(double)] = "double",
    };

    private ServedDocument _document = null!;

    [OneTimeSetUp]
    public async Task Read()
    {
        await using var server = await JobsServer.StartAsync();
        _document = await ServedDocument.OfAsync(server);
    }

    [TestCaseSource(nameof(Requests))]
    public void A_request_has_these_members_and_no_others((Type Type, string Name) message)
    {
        var expected = Export(message.Type);
        var described = _document.Schema(message.Name);
        AssertMembers(message.Type, expected, described);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Texts(described["required"]), Is.EquivalentTo(Texts(expected["required"])));
            Assert.That((bool?)described["additionalProperties"], Is.False, "what isn't known is refused");
        }
    }

    [TestCaseSource(nameof(Answers))]
    public void An_answer_has_these_members_and_no_others((Type Type, string Name) message)
    {
        var described = _document.Schema(message.Name);
        AssertMembers(message.Type, Export(message.Type), described);
        Assert.That(Texts(described["required"]), Is.EquivalentTo(message.Type.GetProperties().Where(IsAlwaysThere).Select(NameOf)));
    }

    [Test]
    public void What_a_start_leaves_out_is_described()
    {
        var defaults = JsonSerializer.SerializeToNode(new SpecMessage { Command = "true" }, WireJson.Default.SpecMessage)!.AsObject();
        var described = _document.Schema("JobSpec")["properties"]!;
        Assert.Multiple(() =>
        {
            foreach (var (name, value) in defaults.Where(member => member.Key != "command"))
            {
                if (value is JsonObject { Count: 0 })
                {
                    // Microsoft.OpenApi loses a default without members.
                    Assert.That((string?)described[name]!["description"], Does.EndWith("Empty by default."), name);
                    continue;
                }

                Assert.That(described[name]!.AsObject().ContainsKey("default"), Is.True, name);
                Assert.That(JsonNode.DeepEquals(described[name]!["default"], value), Is.True, $"{name} is {value?.ToJsonString() ?? "null"}");
            }
        });
    }

    [Test]
    public void Every_permission_is_described()
    {
        var constants = typeof(JobsPermissions).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        Assert.That(Texts(_document.Schema("ServiceInfo")["properties"]!["permissions"]!["items"]!["enum"]), Is.EquivalentTo(constants));
    }

    [Test]
    public void Every_reason_is_described() =>
        Assert.That(Texts(_document.Schema("Problem")["properties"]!["reason"]!["enum"]), Is.EqualTo(Enum.GetNames<JobStartReason>()));

    [TestCase("00:00:05", true)]
    [TestCase("1.23:59:59.9999999", true)]
    [TestCase("24:00:00", false)]
    [TestCase("5", false)]
    [TestCase("00:05", false)]
    [TestCase("00:60:00", false)]
    public void A_duration_is_read_as_it_is_described(string text, bool isOne)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"gracePeriod":"{{text}}"}""");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, isOne ? Does.Match((string)_document.Schema("Duration")["pattern"]!) : Does.Not.Match((string)_document.Schema("Duration")["pattern"]!));
            Assert.That(() => RequestBody.Parse(body, WireJson.Default.StopRequest), isOne ? Throws.Nothing : Throws.TypeOf<InvalidRequestException>());
        }
    }

    [TestCase("\"SIGHUP\"", true)]
    [TestCase("1", false)]
    [TestCase("\"1\"", false)]
    [TestCase("\"SIGHUP,SIGINT\"", false)]
    public void A_signal_is_read_by_its_name_alone(string json, bool isOne)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"signal":{{json}}}""");
        Assert.That(() => RequestBody.Parse(body, WireJson.Default.SignalRequest), isOne ? Throws.Nothing : Throws.TypeOf<InvalidRequestException>());
    }

    private static JsonObject Export(Type type) => WireJson.Default.GetTypeInfo(type)!.GetJsonSchemaAsNode().AsObject();

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool IsAlwaysThere(PropertyInfo property) => property.GetCustomAttribute<JsonIgnoreAttribute>() is null;

    private static IEnumerable<string> Texts(JsonNode? array) => array?.AsArray().Select(text => (string)text!) ?? [];

    private void AssertMembers(Type type, JsonObject expected, JsonObject described)
    {
        var properties = type.GetProperties().ToDictionary(NameOf);
        Assert.That(described["properties"]!.AsObject().Select(member => member.Key), Is.EquivalentTo(expected["properties"]!.AsObject().Select(member => member.Key)));
        Assert.Multiple(() =>
        {
            foreach (var (name, member) in described["properties"]!.AsObject())
            {
                var property = properties[name];
                var shape = ShapeOf(member!);
                var expectedShape = ExpectedShape(property.PropertyType, expected["properties"]![name]!);
                Assert.That(IsAlwaysThere(property) ? shape : shape.WithNull(), Is.EqualTo(expectedShape with { Names = expectedShape.Names ?? shape.Names }), name);
                Assert.That(_document.Resolve(member!)["description"], Is.Not.Null, name);
                if (Formats.TryGetValue(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, out var format))
                {
                    Assert.That((string?)member!["format"], Is.EqualTo(format), name);
                }
            }
        });
    }

    // Of what it doesn't read itself, the serializer knows nothing.
    private Shape ExpectedShape(Type type, JsonNode exported) =>
        type == typeof(TimeSpan) ? ShapeOf(_document.Schema("Duration"))
        : type == typeof(TimeSpan?) ? ShapeOf(_document.Schema("Duration")).WithNull()
        : type == typeof(JobSignal) ? Shape.Of(["string"], Enum.GetNames<JobSignal>(), part: null)
        : ShapeOf(exported);

    private Shape ShapeOf(JsonNode schema)
    {
        string[] types = [];
        string?[] names = [];
        Shape? part = null;
        foreach (var one in Alternatives(schema))
        {
            types = [.. types, .. one["type"] is JsonArray several ? Texts(several) : one["type"] is { } single ? [(string)single!] : []];
            names = [.. names, .. one["enum"]?.AsArray().Select(name => (string?)name) ?? []];
            part = (one["items"] ?? one["additionalProperties"] as JsonObject) is { } inner ? ShapeOf(inner) : part;
        }

        return Shape.Of(types, names, part);
    }

    private IEnumerable<JsonNode> Alternatives(JsonNode schema) =>
        schema["oneOf"] is JsonArray several ? several.SelectMany(one => Alternatives(one!)) : [_document.Resolve(schema)];

    /// <summary>What a schema lets through.</summary>
    /// <param name="Types">The types, null among them where it may be null.</param>
    /// <param name="Names">Those of an enumeration; null: any text.</param>
    /// <param name="Part">What a list or a dictionary is of. Whether that may be null isn't known to the serializer.</param>
    private sealed record Shape(string Types, string? Names, string? Part)
    {
        private const string Null = "null";

        public static Shape Of(IEnumerable<string> types, string?[] names, Shape? part) => new(
            Join(types.Concat(names.Select(name => name is null ? Null : "string"))),
            names.Length > 0 ? Join(names.OfType<string>()) : null,
            part?.WithNull().Types);

        public Shape WithNull() => this with { Types = Join(Types.Split('|').Append(Null)) };

        private static string Join(IEnumerable<string> words) => string.Join('|', words.Distinct().Order(StringComparer.Ordinal));
    }
}
