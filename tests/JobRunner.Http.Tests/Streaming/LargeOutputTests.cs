using System.Diagnostics;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

public sealed class LargeOutputTests
{
    private const long Count = 2L * 1024 * 1024 * 1024;
    private const long MiB = 1024 * 1024;

    [Test]
    public async Task Two_gibibytes_in_one_response_take_no_memory()
    {
        await using var server = await JobsServer.StartAsync();
        var warm = await server.Alice.StartAsync(Spec(64 * MiB));
        await ReadAsync(server, $"/jobs/{warm}/output", () => { });
        GC.Collect();
        var before = Resident();
        var most = 0L;
        var job = await server.Alice.StartAsync(Spec(Count));
        Assert.That(await ReadAsync(server, $"/jobs/{job}/output", () => most = Math.Max(most, Resident() - before)), Is.EqualTo(Count));
        TestContext.Out.WriteLine($"grew by {most / MiB} MiB at most, the client included");
        Assert.That(most, Is.LessThan(64 * MiB));
    }

    private static object Spec(long count) => new { command = "head", arguments = new[] { "-c", $"{count}", "/dev/zero" } };

    private static async Task<long> ReadAsync(JobsServer server, string path, Action look)
    {
        using var answer = await server.Alice.OpenAsync(path);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var length = 0L;
        var next = 0L;
        for (int count; (count = await body.ReadAsync(buffer)) > 0;)
        {
            length += count;
            if (length >= next)
            {
                look();
                next = length + (32 * MiB);
            }
        }

        return length;
    }

    private static long Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
