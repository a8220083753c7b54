using System.Text;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Hosting;

/// <summary>README's first snippet stands below, compiled and run; the test keeps the two the same.</summary>
public sealed class ReadmeTests
{
    [Test]
    public async Task The_snippet_is_the_one_below()
    {
        var readme = await File.ReadAllTextAsync(Repository.PathOf("README.md"));
        var source = await File.ReadAllLinesAsync(Repository.PathOf("tests/JobRunner.Tests/Hosting/ReadmeTests.cs"));
        var snippet = source
            .SkipWhile(line => !line.EndsWith("// README begins", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.EndsWith("// README ends", StringComparison.Ordinal))
            .Select(line => line.Length == 0 ? line : line[8..]);
        Assert.That(readme, Does.Contain($"```csharp\n{string.Join('\n', snippet)}\n```"));
    }

    [Test]
    public async Task The_snippet_runs()
    {
        using var console = new StringWriter();
        await Run(console);
        Assert.That(console.ToString(), Does.Contain("StandardOutput at 0: hello\n").And.Contain("StandardError at 6: world\n"));
        Assert.That(console.ToString(), Does.EndWith("Exited with 3\n"));
    }

    // Called Console, so that the snippet reads as it does in a program.
    private static async Task Run(StringWriter Console)
    {
        // README begins
        await using var jobs = new JobsManager();
        var job = await jobs.StartAsync("sh", "-c", "echo hello; sleep 1; echo world >&2; exit 3");

        await foreach (var chunk in jobs.ReadOutputAsync(job))
        {
            Console.Write($"{chunk.Source} at {chunk.Offset}: {Encoding.UTF8.GetString(chunk.Data.Span)}");
        }

        var status = await jobs.WaitAsync(job);
        Console.WriteLine($"{status.Outcome} with {status.ExitCode}");
        // README ends
    }
}
