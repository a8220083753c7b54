using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

public sealed class FairnessTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task Ten_thousand_queued_jobs_start_in_the_order_in_which_they_were_queued()
    {
        var ends = await RunQueued(10_000, slots: 1);
        Assert.That(ends.Select(status => status.StartedAt), Is.Ordered);
    }

    [Test]
    public async Task Never_do_more_run_than_may()
    {
        const int Slots = 4;
        var ends = await RunQueued(1000, Slots);
        var steps = ends.SelectMany(status => new[] { (At: status.StartedAt!.Value, By: 1), (At: status.FinishedAt!.Value, By: -1) })
            .OrderBy(step => step.At).ThenBy(step => step.By);
        var (now, most) = (0, 0);
        foreach (var (_, by) in steps)
        {
            most = Math.Max(most, now += by);
        }

        Assert.That(most, Is.EqualTo(Slots));
    }

    /// <summary>Queues jobs from eight callers at once, and lets them run.</summary>
    /// <returns>How they ended, in the order of the list.</returns>
    private async Task<JobStatus[]> RunQueued(int count, int slots)
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs, options.MaxFinishedJobs) = (slots, count, count + slots));
        var blockers = await Task.WhenAll(Enumerable.Range(0, slots).Select(_ => jobs.StartAsync("sleep", "1000")));
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, cancellationToken) =>
            await jobs.StartAsync(new JobSpec("true"), cancellationToken));
        var order = await jobs.ListAsync().Skip(slots).ToArrayAsync();
        Assert.That(order, Has.Length.EqualTo(count).And.All.Property("State").EqualTo(JobState.Queued));
        Assert.That(order.Select(status => status.CreatedAt), Is.Ordered);
        await Task.WhenAll(blockers.Select(job => jobs.StopAsync(job, TimeSpan.Zero)));

        // One by one: how long all take is the machine's matter, that the next comes is ours.
        var ends = new JobStatus[count];
        for (var i = 0; i < count; i++)
        {
            ends[i] = await jobs.WaitAsync(order[i].Id).Within($"job {i} of {count} has had its turn after the one before it");
        }

        Assert.That(ends, Has.All.Property("ExitCode").Zero);
        return ends;
    }
}
