using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>Lines and channels of real jobs.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class ConvenientReadingTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_million_lines_are_the_same_live_and_replayed()
    {
        var job = await Jobs.StartAsync("seq", "1000000");
        for (var replay = 0; replay < 2; replay++)
        {
            var number = 0;
            await foreach (var line in Jobs.ReadLinesAsync(job))
            {
                if (line.Text != $"{++number}" || line.Source != OutputSource.StandardOutput)
                {
                    Assert.Fail($"Line {number} is '{line.Text}'.");
                }
            }

            Assert.That(number, Is.EqualTo(1_000_000));
        }
    }

    [Test]
    public async Task Lines_of_an_unknown_job_fail_at_the_first_step_and_wrong_options_at_the_call()
    {
        await Assert.ThatAsync(() => Jobs.ReadLinesAsync(Guid.NewGuid()).GetAsyncEnumerator().MoveNextAsync().AsTask(), Throws.TypeOf<JobNotFoundException>());
        Assert.That(() => _ = Jobs.ReadLinesAsync(Guid.NewGuid(), new() { From = -1 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _ = Jobs.SubscribeOutput(Guid.NewGuid(), new() { From = -1 }), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => _ = Jobs.SubscribeOutput(Guid.NewGuid(), capacity: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_channel_gives_everything_and_completes()
    {
        var channel = Jobs.SubscribeOutput(await Jobs.StartAsync(Child("bytes", "8", "3000000")), capacity: 2);
        using var bytes = new MemoryStream();
        await foreach (var chunk in channel.ReadAllAsync())
        {
            bytes.Write(chunk.Data.Span);
        }

        Assert.That(bytes.ToArray(), Is.EqualTo(TestChild.Program.RandomBytes(8, 3_000_000)));
        await channel.Completion.Within("the channel is complete");
    }

    [Test]
    public async Task A_channel_of_an_unknown_job_completes_with_the_reason()
    {
        var channel = Jobs.SubscribeOutput(Guid.NewGuid());
        await Assert.ThatAsync(() => channel.Completion.Within("the channel is complete"), Throws.TypeOf<JobNotFoundException>());
    }

    [Test]
    public async Task A_channel_that_is_cancelled_completes_so()
    {
        using var cancellation = new CancellationTokenSource();
        var job = await Jobs.StartAsync("sleep", "100");
        var channel = Jobs.SubscribeOutput(job, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThatAsync(() => channel.Completion.Within("the channel is complete"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task A_channel_that_is_full_holds_up_nobody()
    {
        var job = await Jobs.StartAsync(Child("bytes", "9", "30000000"));
        var channel = Jobs.SubscribeOutput(job, capacity: 1);
        await WaitFor(job);
        Assert.That(channel.TryPeek(out var first) && first.Offset == 0);
    }

    [Test]
    public async Task A_channel_that_is_abandoned_is_forgotten()
    {
        var job = await Jobs.StartAsync("head", "-c", "3000000", "/dev/zero");
        await WaitFor(job);
        var abandoned = Abandon(job);
        await Jobs.RemoveAsync(job);
        await Waiting.Until("nothing holds on to the channel", () =>
        {
            GC.Collect();
            return !abandoned.IsAlive;
        });
    }

    private WeakReference Abandon(Guid job) => new(Jobs.SubscribeOutput(job, capacity: 1));
}
