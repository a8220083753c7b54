using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class RaceTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task Start_stop_and_query_race_and_there_is_one_end_each()
    {
        var ends = new List<JobStatus>[1_000];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, ends.Length),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (round, _) => ends[round] = await Race(round));
        using (Assert.EnterMultipleScope())
        {
            foreach (var round in ends)
            {
                Assert.That(round, Has.All.EqualTo(round[0]));
                Assert.That(round[0].State, Is.EqualTo(JobState.Finished));
                Assert.That(round[0].Outcome, Is.EqualTo(JobOutcome.Exited).Or.EqualTo(JobOutcome.Stopped));
                Assert.That(round[0].Error, Is.Null);
            }
        }

        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    private async Task<List<JobStatus>> Race(int round)
    {
        // Half of the jobs end by themselves at about the time when they are stopped.
        var job = await Jobs.StartAsync(round % 2 == 0 ? new JobSpec("sleep", "100") : new JobSpec("sleep", "0.00" + (round % 9)));
        var waits = new List<Task<JobStatus>>
        {
            Jobs.WaitAsync(job),
            Task.Run(() => Jobs.StopAsync(job)),
            Task.Run(() => Jobs.StopAsync(job, TimeSpan.FromMilliseconds(round % 3))),
            Task.Run(() => QueryToTheEnd(job, round)),
        };
        var ends = await Task.WhenAll(waits).Within("all have seen the end");
        return [.. ends, await Jobs.QueryAsync(job)];
    }

    private async Task<JobStatus> QueryToTheEnd(Guid job, int round)
    {
        var last = JobState.Queued;
        while (true)
        {
            var status = await Jobs.QueryAsync(job);
            Assert.That(status.State, Is.GreaterThanOrEqualTo(last), "states only move forward");
            last = status.State;
            if (status.IsFinished)
            {
                return status;
            }

            await Waiting.BeforeTheNextLook(round);
        }
    }
}
