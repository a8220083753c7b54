using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Samples;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

/// <summary>In a server that is a process of its own, so that nobody else's memory is counted.</summary>
public sealed class LargeOutputTests
{
    private const long MiB = 1024 * 1024;
    private const long Count = 2048 * MiB;

    [Test]
    public async Task Two_gibibytes_in_one_response_take_no_memory()
    {
        Tool.Require("curl");
        using var folder = new TemporaryFolder();
        WebHostProgram.Copy(folder.Path);
        await using var host = await WebHostProgram.StartAsync(folder.Path, Path.Combine(folder.Path, "certs"));
        await ReadAsync(host, 64 * MiB);
        var before = await host.MemoryAsync("VmRSS");
        await ReadAsync(host, Count);
        var growth = await host.MemoryAsync("VmHWM") - before;
        TestContext.Out.WriteLine($"grew by {growth / MiB} MiB at most");
        Assert.That(growth, Is.LessThan(64 * MiB));
    }

    private static async Task ReadAsync(WebHostProgram host, long count)
    {
        var started = await host.MyClient1("/jobs", "-H", "Content-Type: application/json", "-d", $$"""{"command":"head","arguments":["-c","{{count}}","/dev/zero"]}""");
        var job = JsonNode.Parse(started.StandardOutput.Split('\n')[0])!["id"];

        // What ends it is that nothing comes for ten seconds: how long so much takes is the machine's affair.
        var curl = await host.Start(host.Curl(
            "client.pem", "MyClient1.key", $"/jobs/{job}/output", "-o", "/dev/null", "-w", "%{size_download}", "--speed-time", "10", "--speed-limit", "100000"));
        await Waiting.Until("curl ends", async () => (await host.Query(curl)).IsFinished, longest: TimeSpan.FromMinutes(2));
        Assert.That(await host.Read(curl), Is.EqualTo($"{count}"));
    }
}
