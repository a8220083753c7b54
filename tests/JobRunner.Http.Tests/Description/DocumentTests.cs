using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.OpenApi;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Description;

/// <summary>The document itself: whole, and valid.</summary>
public sealed class DocumentTests
{
    [Test]
    public async Task A_reader_finds_no_fault_in_it()
    {
        await using var server = await JobsServer.StartAsync();
        var text = await server.Operator.GetStringAsync(new Uri(ServedDocument.Path, UriKind.Relative));
        var read = OpenApiDocument.Parse(text, OpenApiConstants.Json);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Diagnostic!.Errors, Is.Empty);
            Assert.That(read.Diagnostic.Warnings, Is.Empty);
            Assert.That(read.Diagnostic.SpecificationVersion, Is.EqualTo(OpenApiSpecVersion.OpenApi3_1));
        }
    }

    [Test]
    public async Task Nothing_of_what_was_written_is_lost()
    {
        await using var server = await JobsServer.StartAsync();
        var served = await ServedDocument.OfAsync(server);
        var written = ServedDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("src/JobRunner.Http/Description/openapi.json")));
        Assert.That(served.Operations.Keys, Is.EquivalentTo(written.Operations.Keys));
        using (Assert.EnterMultipleScope())
        {
            AssertSame(served.Root["components"], written.Root["components"], "components");
            AssertSame(served.Root["tags"], written.Root["tags"], "tags");
            foreach (var (id, operation) in written.Operations)
            {
                // What holds for a whole path is written once, and served with each operation.
                JsonNode?[] ofPath = [.. written.Root["paths"]![operation.Path]!["parameters"]?.AsArray() ?? []];
                JsonNode?[] ofItself = [.. operation.Node["parameters"]?.AsArray() ?? []];
                var expected = operation.Node.DeepClone().AsObject();
                expected.Remove("parameters");
                if (ofPath.Length + ofItself.Length > 0)
                {
                    expected["parameters"] = new JsonArray([.. ofPath.Concat(ofItself).Select(parameter => parameter!.DeepClone())]);
                }

                Assert.That(served.Operations[id].Path, Is.EqualTo(operation.Path));
                AssertSame(served.Operations[id].Node, expected, id);
            }
        }
    }

    [Test]
    public async Task A_validator_of_others_finds_no_fault_in_it()
    {
        // npm install --global @redocly/cli
        Tool.Require("redocly");
        await using var server = await JobsServer.StartAsync();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "v1.json");
        await File.WriteAllTextAsync(file, await server.Operator.GetStringAsync(new Uri(ServedDocument.Path, UriKind.Relative)));
        var spec = new JobSpec("redocly", "lint", "--skip-rule=info-license", "--skip-rule=no-server-example.com", file)
        {
            // It would ask its makers for a newer version.
            Environment = new Dictionary<string, string?> { ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true", ["REDOCLY_TELEMETRY"] = "off" },
        };
        var result = await server.Jobs.RunAsync(spec).Within("the validator ends");
        Assert.That(result.Status.ExitCode, Is.Zero, result.StandardOutput + result.StandardError);
        Assert.That(result.StandardError, Does.Contain("is valid").And.Not.Contain("You have"), "no warnings either");
    }

    // Told apart member by member, so that a failure names what differs.
    private static void AssertSame(JsonNode? served, JsonNode? written, string what)
    {
        if (served is JsonObject one && written is JsonObject other)
        {
            foreach (var name in one.Concat(other).Select(member => member.Key).Distinct())
            {
                Assert.That(one.ContainsKey(name), Is.EqualTo(other.ContainsKey(name)), $"{what}.{name}");
                AssertSame(one[name], other[name], $"{what}.{name}");
            }
        }
        else
        {
            Assert.That(JsonNode.DeepEquals(served, written), Is.True, () => $"{what} is served as {served} and was written as {written}");
        }
    }
}
