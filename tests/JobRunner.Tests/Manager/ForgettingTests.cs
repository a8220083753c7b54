using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

public sealed class ForgettingTests() : JobsTests(ProcessIsolation.Auto)
{
    private const int Rounds = 10_000;

    [Test]
    public async Task Retention_remove_query_watch_and_read_race_on_the_same_jobs()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxFinishedJobs) = (8, 2));
        var ends = new HashSet<Guid>();
        var watch = Task.Run(async () =>
        {
            var last = new Dictionary<Guid, JobState>();
            await foreach (var status in jobs.WatchAsync())
            {
                Assert.That(!last.TryGetValue(status.Id, out var before) || before < status.State, Is.True, "states only move forward");
                last[status.Id] = status.State;
                if (status.IsFinished)
                {
                    Assert.That(ends.Add(status.Id), Is.True, "each end is told once");
                }
            }
        });
        await Parallel.ForAsync(0, Rounds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, _) => await Race(jobs, round));
        await jobs.DisposeAsync();
        await watch.Within("the watcher has ended");
        Assert.That(ends, Has.Count.EqualTo(Rounds));
    }

    private static async Task Race(JobsManager jobs, int round)
    {
        var job = await jobs.StartAsync(new JobSpec("echo", $"{round}"));
        var text = $"{round}\n";
        await Task.WhenAll(
            Task.Run(() => RemoveAtItsEnd(jobs, job)),
            Task.Run(() => QueryToTheEnd(jobs, job, round)),
            Task.Run(() => Read(jobs, job, text)),
            Task.Run(() => Read(jobs, job, text))).Within("all have seen the end of the job, or that it is gone");
        await Assert.ThatAsync(async () => await jobs.QueryAsync(job), Throws.TypeOf<JobNotFoundException>());
    }

    private static async Task RemoveAtItsEnd(JobsManager jobs, Guid job)
    {
        try
        {
            await jobs.WaitAsync(job);
            await jobs.RemoveAsync(job);
        }
        catch (JobNotFoundException)
        {
            // Retention was faster.
        }
    }

    private static async Task QueryToTheEnd(JobsManager jobs, Guid job, int round)
    {
        try
        {
            for (var last = JobState.Queued; last != JobState.Finished;)
            {
                var state = (await jobs.QueryAsync(job)).State;
                Assert.That(state, Is.GreaterThanOrEqualTo(last));
                last = state;
                await Waiting.BeforeTheNextLook(round);
            }
        }
        catch (JobNotFoundException)
        {
            // It was removed between two looks.
        }
    }

    private static async Task Read(JobsManager jobs, Guid job, string text)
    {
        try
        {
            Assert.That(await jobs.ReadOutputTextAsync(job), Is.EqualTo(text), "a reader gets all or nothing");
        }
        catch (JobNotFoundException)
        {
            // It was removed before the reader came.
        }
    }
}
