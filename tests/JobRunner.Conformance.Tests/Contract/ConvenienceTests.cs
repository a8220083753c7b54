using System.Text;
using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Contract;

/// <summary>The extension methods, over either.</summary>
[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class ConvenienceTests(Place place) : ContractTests(place)
{
    [Test]
    public async Task Run_gives_status_and_text()
    {
        var result = await Jobs.RunAsync(Shell("echo out; echo err >&2; exit 4")).Within("it has ended");
        Assert.That(result, Has.Property("StandardOutput").EqualTo("out\n").And.Property("StandardError").EqualTo("err\n").And.Property("Truncated").False);
        Assert.That(result.Status.ExitCode, Is.EqualTo(4));
    }

    [TestCase(5, "12345", true)]
    [TestCase(6, "123456", false)]
    [TestCase(0, "", true)]
    public async Task Run_keeps_the_beginning(int maxBytes, string expected, bool truncated)
    {
        var result = await Jobs.RunAsync(new JobSpec("printf", "123456"), maxBytes).Within("it has ended");
        Assert.That((result.StandardOutput, result.Truncated), Is.EqualTo((expected, truncated)));
    }

    [Test]
    public async Task Cancelling_a_run_stops_the_job()
    {
        using var cancelling = new CancellationTokenSource();
        var run = Jobs.RunAsync(Sleeper, cancellationToken: cancelling.Token);
        await Waiting.Until("the job runs", async () => await Jobs.ListAsync().AnyAsync());
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => run.Within("the run ends"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Jobs.ListAsync().SingleAsync(), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Lines_are_each_streams_own()
    {
        var job = await RunInSteps(@"printf 'a\r\nb'", @"printf 'x\n' >&2", @"printf 'c\n\nlast'");
        var lines = await Jobs.ReadLinesAsync(job).ToListAsync();
        Assert.That(lines.Select(line => (line.Source, line.Text)), Is.EqualTo(new[]
        {
            (OutputSource.StandardOutput, "a"), (OutputSource.StandardError, "x"), (OutputSource.StandardOutput, "bc"), (OutputSource.StandardOutput, ""),
            (OutputSource.StandardOutput, "last"),
        }));
        var tail = await Jobs.ReadLinesAsync(job, new() { TailLines = 1, Sources = OutputSources.StandardError }).SingleAsync();
        Assert.That(tail.Text, Is.EqualTo("x"));
    }

    [Test]
    public async Task Text_is_put_together_and_an_encoding_can_be_chosen()
    {
        var job = await RunInSteps(@"printf '\342'", "printf x >&2", @"printf '\202\254\377'");
        Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("x€\ufffd"));
        Assert.That(await Jobs.ReadOutputTextAsync(job, new() { From = 3 }, Encoding.Latin1), Is.EqualTo("¬ÿ"));
    }

    [Test]
    public async Task A_subscription_is_a_channel_that_completes_with_the_output()
    {
        var job = await Jobs.StartAsync(Child("bytes", "5", "1000000"));
        var channel = Jobs.SubscribeOutput(job, capacity: 2);
        var count = await channel.ReadAllAsync().Select(chunk => (long)chunk.Data.Length).SumAsync();
        Assert.That(count, Is.EqualTo(1_000_000));
        var unknown = Jobs.SubscribeOutput(Guid.NewGuid());
        await Assert.ThatAsync(() => unknown.Completion.Within("it is told"), Throws.TypeOf<JobNotFoundException>());
        Assert.That(() => Jobs.SubscribeOutput(job, new() { From = -1 }), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
