using System.Runtime.Versioning;
using System.Text;
using JobRunner.Interop;
using JobRunner.Stopping;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

[SupportedOSPlatform("linux")]
public sealed class ProcessTableTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public void A_name_may_hold_brackets_and_spaces()
    {
        var entry = ProcessEntry.Parse(7, "7 (a) b ( c) S 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 987654 22"u8)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(entry.Identity, Is.EqualTo(new ProcessIdentity(7, 987654, "a) b ( c")));
            Assert.That(entry.ParentId, Is.EqualTo(3));
            Assert.That(entry.IsDead, Is.False);
        }
    }

    [TestCase("Z", 1, true)]
    [TestCase("Z", 2, false)]
    [TestCase("X", 1, true)]
    [TestCase("T", 1, false)]
    public void A_process_whose_first_thread_has_ended_is_not_dead_while_others_run(string state, int threads, bool isDead)
    {
        var stat = $"7 (a) {state} 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 {threads} 20 987654 22";
        Assert.That(ProcessEntry.Parse(7, Encoding.ASCII.GetBytes(stat))!.IsDead, Is.EqualTo(isDead));
    }

    [TestCase("S", 0, "0 0", null, Description = "In the middle of execve: the new environment is not there yet.")]
    [TestCase("S", 0, "140730934910959 140730934910959", null, Description = "A little later: it is being made.")]
    [TestCase("Z", 0, "0 0", 0, Description = "Its first thread has ended: what the others have can't be seen.")]
    [TestCase("S", 1, "0 0", null, Description = "Another user's.")]
    [TestCase("S", 94306, "140730934910959 140730934910959", 0, Description = "env -i: it is there, and empty.")]
    [TestCase("S", 94306, "140723970595113 140723970596843", 1730)]
    public void The_length_of_an_environment_is_told_by_where_it_starts_and_ends(string state, int codeStart, string environment, int? length)
    {
        var stat = $"7 (a) {state} 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 2 20 987654 23 24 25 {codeStart} {string.Join(' ', Enumerable.Range(27, 23))} {environment} 0";
        Assert.That(ProcessEntry.Parse(7, Encoding.ASCII.GetBytes(stat))!.EnvironmentLength, Is.EqualTo(length));
    }

    [Test]
    public async Task An_empty_environment_holds_up_no_kill()
    {
        var job = await Jobs.StartAsync(new JobSpec("env", "-i", "sh", "-c", "echo ready; exec sleep 100"));
        await WaitForOutput(job, "ready");
        var table = ProcessTable.Read();
        Assert.That(table.IsConclusive || ProcessTable.Read(table).IsConclusive, Is.True);
        Assert.That(table.MembersOf(new JobProcesses(job, leader: null) { SessionId = (await Jobs.QueryAsync(job)).ProcessId }), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_process_whose_first_thread_has_ended_holds_up_no_kill()
    {
        var job = await Jobs.StartAsync(Child("headless"));
        var processId = (await Jobs.QueryAsync(job)).ProcessId!.Value;
        await Waiting.Until("its first thread has ended", () => File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal));
        var table = ProcessTable.Read();
        Assert.That(table.IsConclusive || ProcessTable.Read(table).IsConclusive, Is.True);
        Assert.That(table.MembersOf(new JobProcesses(job, leader: null) { SessionId = processId }), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_executes_one_program_after_the_other_is_missed_by_no_conclusive_table()
    {
        const string Again = """exec sh -c "$0" "$0" """;
        var job = await Jobs.StartAsync("sh", "-c", Again, Again);
        ProcessTable? table = null;
        var conclusive = 0;
        for (var i = 0; i < 1000; i++)
        {
            table = ProcessTable.Read(table);
            if (table.IsConclusive)
            {
                conclusive++;
                Assert.That(table.MembersOf(new JobProcesses(job, leader: null)), Has.Count.EqualTo(1), $"conclusive table {conclusive} of {i + 1}");
            }
        }

        Assert.That(conclusive, Is.Positive);
    }

    [TestCase("")]
    [TestCase("7")]
    [TestCase("7 (x)")]
    [TestCase("7 (x) S")]
    [TestCase("7 (x) S 3 4")]
    [TestCase("7 )x( S 3 4")]
    public void What_is_cut_off_is_no_process(string stat) =>
        Assert.That(ProcessEntry.Parse(7, Encoding.ASCII.GetBytes(stat)), Is.Null);

    [Test]
    public void Jobs_are_read_from_the_marker_alone()
    {
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        var jobs = new List<Guid>();
        ProcessEntry.ParseJobs(Encoding.ASCII.GetBytes($"X=JOBRUNNER_JOBS={Guid.NewGuid()}\0JOBRUNNER_JOBS={a},{b},nonsense\0Y=1"), jobs);
        Assert.That(jobs, Is.EqualTo(new[] { a, b }));
    }

    [Test]
    public async Task A_process_whose_start_time_does_not_match_is_never_signalled()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        var processId = (await Jobs.QueryAsync(job)).ProcessId!.Value;
        var real = ProcessTable.Find(processId)!.Identity;
        ProcessSignal.Send(real with { StartTime = real.StartTime + 1 }, Signal.Kill);
        Assert.That(ProcessTable.Read().MembersOf(new JobProcesses(Guid.NewGuid(), real with { StartTime = 1 })), Is.Empty);
        Assert.That(IsAlive(processId), Is.True);
        ProcessSignal.Send(real, Signal.Kill);
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.Signaled));
    }

    [Test]
    public async Task A_sweeper_that_was_disposed_has_done_what_was_asked()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        var sweeper = new ProcessSweeper();
        var kill = sweeper.KillAsync(new JobProcesses(job, leader: null), atLeisure: true);
        await sweeper.DisposeAsync().AsTask().Within("the sweeper ends");
        Assert.That((await kill).Survivors, Is.Empty);
        await Assert.ThatAsync(async () => await sweeper.IsAnyLeftAsync(new JobProcesses(job, leader: null)), Throws.TypeOf<ObjectDisposedException>());
        await WaitFor(job);
    }

    [Test]
    public async Task A_look_that_never_ends_holds_up_no_end()
    {
        using var end = new ManualResetEventSlim();
        var clock = new FakeTimeProvider();
        var sweeper = new ProcessSweeper(clock);
        var look = sweeper.IsAnyLeftAsync(new JobProcesses(Guid.NewGuid(), leader: null)
        {
            FindInCgroup = () =>
            {
                end.Wait();
                return [];
            },
        });
        try
        {
            var disposal = sweeper.DisposeAsync().AsTask();
            Assert.That(disposal.IsCompleted, Is.False);
            clock.Advance(2 * ProcessSweeper.Patience);
            await disposal.Within("the sweeper ends");
        }
        finally
        {
            end.Set();
        }

        Assert.That(await look.Within("the look ends"), Is.False);
    }
}
