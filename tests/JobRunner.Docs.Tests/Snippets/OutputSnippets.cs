using System.Text;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>docs/output.md's.</summary>
public sealed class OutputSnippets : InProcess
{
    // A moment between the two, so that their order is certain.
    private static readonly JobSpec Words = new("sh", "-c", "echo one; sleep 0.2; echo two >&2");

    [Test]
    public async Task Chunks()
    {
        using MemoryStream output = new(), error = new();
        await ChunksAsync(Jobs, await Jobs.StartAsync(Words), output, error).Within("all is read");
        Assert.That((Text(output), Text(error)), Is.EqualTo(("one\n", "two\n")));
    }

    [Test]
    public async Task Copy()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "output");
        await CopyAsync(Jobs, await Jobs.StartAsync(Words), path).Within("all is copied");
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public async Task Options()
    {
        var job = await Jobs.StartAsync("sh", "-c", "for i in 1 2 3; do echo $i >&2; done; echo out");
        await Jobs.WaitAsync(job).Within("it has finished");
        var (tail, text) = await OptionsAsync(Jobs, job).Within("it is read");
        Assert.That((tail, text), Is.EqualTo(("2\n3\n", "1\n2\n3\nout\n")).Or.EqualTo(("2\n3\n", "out\n1\n2\n3\n")));
    }

    [Test]
    public async Task From_an_offset()
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { OutputMemoryPerJob = 4096, MaxOutputPerJob = 10_000 });
        var written = (await Jobs.RunAsync(new JobSpec("seq", "100000"))).StandardOutput;
        var job = await jobs.StartAsync("seq", "100000");
        await jobs.WaitAsync(job).Within("it has finished");
        using var file = new MemoryStream();
        Assert.That(await FromAsync(jobs, Console, job, file, next: 4).Within("it is read"), Is.EqualTo(written.Length));
        Assert.That(Printed, Does.Match(@"\A\[\d+ bytes are no longer kept\]\n\z"));
        Assert.That(written, Does.EndWith(Text(file)));
    }

    [Test]
    public async Task Lines()
    {
        await LinesAsync(Jobs, Console, await Jobs.StartAsync(Words)).Within("all is read");
        Assert.That(Printed, Is.EqualTo("StandardOutput: one\nStandardError: two\n"));
    }

    [Test]
    public async Task Channel()
    {
        await ChannelAsync(Jobs, Console, await Jobs.StartAsync(Words)).Within("all is read");
        Assert.That(Printed, Is.EqualTo("4 bytes at 0\n4 bytes at 4\n"));
    }

    [Test]
    public async Task Kept()
    {
        await KeptAsync(Console).Within("it has run");
        Assert.That(Printed, Does.Match(@"\A588895 bytes were written, kept from \d+: The oldest \d+ bytes of output were dropped: MaxOutputPerJob is 10000\.\n\z"));
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private static async Task ChunksAsync(IJobsManager jobs, Guid job, Stream output, Stream error)
    {
        // docs: chunks begins
        await foreach (var chunk in jobs.ReadOutputAsync(job))
        {
            var stream = chunk.Source == OutputSource.StandardOutput ? output : error;
            await stream.WriteAsync(chunk.Data);
        }
        // docs: chunks ends
    }

    private static async Task CopyAsync(IJobsManager jobs, Guid job, string path)
    {
        // docs: copy begins
        await using var file = File.Create(path);
        await jobs.CopyOutputToAsync(job, file);
        // docs: copy ends
    }

    private static async Task<(string Tail, string Text)> OptionsAsync(IJobsManager jobs, Guid job)
    {
        // docs: options begins
        // The last two lines of standard error, then what comes.
        var following = new OutputReadOptions { TailLines = 2, Sources = OutputSources.StandardError };

        // What is there now, and no waiting.
        var snapshot = new OutputReadOptions { TailBytes = 64 * 1024, Follow = false };
        var text = await jobs.ReadOutputTextAsync(job, snapshot);
        // docs: options ends
        return (await jobs.ReadOutputTextAsync(job, following), text);
    }

    private static async Task<long> FromAsync(IJobsManager jobs, TextWriter Console, Guid job, Stream file, long next)
    {
        // docs: from begins
        await foreach (var chunk in jobs.ReadOutputAsync(job, new OutputReadOptions { From = next }))
        {
            if (chunk.Skipped > 0)
            {
                Console.WriteLine($"[{chunk.Skipped} bytes are no longer kept]");
            }

            await file.WriteAsync(chunk.Data);
            next = chunk.Offset + chunk.Data.Length;
        }
        // docs: from ends
        return next;
    }

    private static async Task LinesAsync(IJobsManager jobs, TextWriter Console, Guid job)
    {
        // docs: lines begins
        await foreach (var line in jobs.ReadLinesAsync(job))
        {
            Console.WriteLine($"{line.Source}: {line.Text}");
        }
        // docs: lines ends
    }

    private static async Task ChannelAsync(IJobsManager jobs, TextWriter Console, Guid job)
    {
        // docs: channel begins
        var channel = jobs.SubscribeOutput(job, capacity: 64);
        await foreach (var chunk in channel.ReadAllAsync())
        {
            Console.WriteLine($"{chunk.Data.Length} bytes at {chunk.Offset}");
        }
        // docs: channel ends
    }

    private static async Task KeptAsync(TextWriter Console)
    {
        // docs: kept begins
        await using var jobs = new JobsManager(new JobsManagerOptions { OutputMemoryPerJob = 4096, MaxOutputPerJob = 10_000 });
        var status = (await jobs.RunAsync(new JobSpec("seq", "100000"))).Status;
        Console.WriteLine($"{status.OutputBytes} bytes were written, kept from {status.OutputStart}: {status.Error}");
        // docs: kept ends
    }
}
