using System.Text;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class ConvenienceTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task Run_gives_status_and_text()
    {
        var result = await Jobs.RunAsync(Shell("echo out; echo err >&2; exit 4"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.EqualTo(4));
            Assert.That(result.StandardOutput, Is.EqualTo("out\n"));
            Assert.That(result.StandardError, Is.EqualTo("err\n"));
            Assert.That(result.Truncated, Is.False);
            Assert.That(result.ToString(), Does.Not.Contain("out\n"));
        }
    }

    [TestCase(5, "12345", true)]
    [TestCase(6, "123456", false)]
    [TestCase(0, "", true)]
    public async Task Run_keeps_the_beginning(int maxBytes, string expected, bool truncated)
    {
        var result = await Jobs.RunAsync(new JobSpec("printf", "123456"), maxBytes);
        Assert.That((result.StandardOutput, result.Truncated), Is.EqualTo((expected, truncated)));
    }

    [Test]
    public async Task Run_reads_what_it_does_not_keep()
    {
        var result = await Jobs.RunAsync(Shell("head -c 10000000 /dev/zero; echo done >&2"), maxBytes: 100);
        Assert.That(result.StandardOutput, Has.Length.EqualTo(100));
        Assert.That(result.StandardError, Is.EqualTo("done\n"));
    }

    [Test]
    public async Task Cancelling_a_run_stops_the_job()
    {
        using var cancellation = new CancellationTokenSource();
        var run = Jobs.RunAsync(new JobSpec("sleep", "100"), cancellationToken: cancellation.Token);
        await Waiting.Until("the job runs", async () => await Jobs.ListAsync().AnyAsync());
        await cancellation.CancelAsync();
        await Assert.ThatAsync(async () => await run.Within("the run ends"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Jobs.ListAsync().SingleAsync(), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task A_run_that_fails_leaves_no_job_that_nobody_knows()
    {
        var failing = UnreadableOutput.Of(Jobs);
        await Assert.ThatAsync(() => failing.RunAsync(new JobSpec("sleep", "100")).Within("the run ends"), Throws.TypeOf<IOException>());
        Assert.That(await Jobs.ListAsync().SingleAsync(), Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public Task A_negative_maximum_is_refused() =>
        Assert.ThatAsync(async () => await Jobs.RunAsync(new JobSpec("true"), -1), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task Characters_that_come_in_pieces_are_put_together()
    {
        // The euro sign's three bytes, with a word on the other stream between them.
        var job = await Jobs.StartAsync(Shell(@"printf '\342'; sleep 0.1; printf x >&2; sleep 0.1; printf '\202\254'"));
        await WaitFor(job);
        var text = await Jobs.ReadOutputTextAsync(job);
        Assert.That(text, Is.EqualTo("x€"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_are_replaced_and_an_encoding_can_be_chosen()
    {
        var job = await Jobs.StartAsync("printf", @"a\377\351");
        await WaitFor(job);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("a\ufffd\ufffd"));
            Assert.That(await Jobs.ReadOutputTextAsync(job, encoding: Encoding.Latin1), Is.EqualTo("aÿé"));
        }
    }
}
