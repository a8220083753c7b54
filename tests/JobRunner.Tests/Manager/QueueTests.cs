using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class QueueTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private static readonly JobSpec Sleeper = new("sleep", "100");

    [Test]
    public async Task Jobs_beyond_the_limit_wait_and_start_when_others_end()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 2);
        Guid[] started = [await jobs.StartAsync(Sleeper), await jobs.StartAsync(Sleeper)];
        var waiting = await jobs.StartAsync("echo", "at last");
        var queued = await jobs.QueryAsync(waiting);
        var output = jobs.ReadOutputTextAsync(waiting);
        await jobs.StopAsync(started[0], TimeSpan.Zero).Within("a slot is free");
        var status = await jobs.WaitAsync(waiting).Within("its turn has come");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(queued, Has.Property("State").EqualTo(JobState.Queued).And.Property("ProcessId").Null.And.Property("StartedAt").Null);
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("ExitCode").Zero);
            Assert.That(status.StartedAt, Is.GreaterThanOrEqualTo(status.CreatedAt));
            Assert.That(await output.Within("a reader from before the start"), Is.EqualTo("at last\n"));
        }
    }

    [Test]
    public async Task A_full_queue_refuses_and_leaves_nothing()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 2));
        Guid[] accepted = [await jobs.StartAsync(Sleeper), await jobs.StartAsync(Sleeper), await jobs.StartAsync(Sleeper)];
        await Assert.ThatAsync(
            () => jobs.StartAsync(Sleeper),
            Throws.TypeOf<JobQueueFullException>().With.Property("MaxQueuedJobs").EqualTo(2).And.Message.Contains("MaxQueuedJobs"));
        Assert.That(await Ids(jobs), Is.EqualTo(accepted));

        // Who leaves the line makes room in it.
        await jobs.StopAsync(accepted[1]).Within("a queued job is stopped");
        Assert.That(await jobs.QueryAsync(await jobs.StartAsync(Sleeper)), Has.Property("State").EqualTo(JobState.Queued));
    }

    [Test]
    public async Task With_no_room_to_queue_every_further_start_is_refused()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 0));
        var only = await jobs.StartAsync("true");
        await jobs.WaitAsync(only).Within("it has ended");
        await jobs.StartAsync(Sleeper);
        await Assert.ThatAsync(() => jobs.StartAsync(Sleeper), Throws.TypeOf<JobQueueFullException>());
    }

    [Test]
    public async Task A_queued_job_that_is_stopped_never_starts()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "started");
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync(Sleeper);
        var queued = await jobs.StartAsync("touch", file);
        var reader = jobs.ReadOutputTextAsync(queued);
        var status = await jobs.StopAsync(queued).Within("it is stopped");
        await jobs.StopAsync(first, TimeSpan.Zero).Within("the slot is free");
        var last = await jobs.StartAsync("true");
        await jobs.WaitAsync(last).Within("the next one has run");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Has.Property("State").EqualTo(JobState.Finished).And.Property("Outcome").EqualTo(JobOutcome.Stopped));
            Assert.That(status, Has.Property("StartedAt").Null.And.Property("ProcessId").Null.And.Property("ExitCode").Null.And.Property("FinishedAt").Not.Null);
            Assert.That(await reader.Within("its output has ended"), Is.Empty);
            Assert.That(file, Does.Not.Exist);
        }
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public async Task What_can_not_run_is_refused_when_it_is_queued_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "script");
        await File.WriteAllTextAsync(script, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var text = Path.Combine(folder.Path, "text");
        await File.WriteAllTextAsync(text, "just text\n");
        var notExecutable = text + ".copy";
        File.Copy(text, notExecutable);
        File.SetUnixFileMode(text, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var running = await jobs.StartAsync(Sleeper);
        (JobSpec Spec, string[] Words)[] cases =
        [
            (new JobSpec("/no/such/program"), ["/no/such/program", "does not exist"]),
            (new JobSpec("no-such-program"), ["no-such-program", "PATH"]),
            (new JobSpec("/tmp"), ["/tmp", "directory"]),
            (new JobSpec(notExecutable), [notExecutable, "chmod"]),
            (new JobSpec(script), ["/no/such/interpreter", "interpreter"]),
            (new JobSpec("true") { WorkingDirectory = "/no/such/folder" }, ["/no/such/folder", "working directory"]),
        ];
        foreach (var (spec, words) in File.Exists("/proc/sys/fs/binfmt_misc/status") ? cases : [.. cases, (new JobSpec(text), [text, "#!"])])
        {
            await Assert.ThatAsync(
                () => jobs.StartAsync(spec), Throws.TypeOf<JobStartException>().With.Message.Contains(words[0]).And.Message.Contains(words[1]));
        }

        Assert.That(await Ids(jobs), Is.EqualTo(new[] { running }));
    }

    [Test]
    public async Task What_changed_while_it_waited_fails_to_start_and_the_next_one_has_its_slot()
    {
        using var folder = new TemporaryFolder();
        var gone = Directory.CreateDirectory(Path.Combine(folder.Path, "gone")).FullName;
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync(Sleeper);
        Guid[] failing = [.. await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => jobs.StartAsync(new JobSpec("true") { WorkingDirectory = gone })))];
        var last = await jobs.StartAsync("true");
        Directory.Delete(gone);
        await jobs.StopAsync(first, TimeSpan.Zero).Within("the slot is free");
        Assert.That(await jobs.WaitAsync(last).Within("the last one has run"), Has.Property("ExitCode").Zero);
        foreach (var job in failing)
        {
            var status = await jobs.QueryAsync(job);
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.FailedToStart).And.Property("StartedAt").Null.And.Property("ExitCode").Null);
            Assert.That(status.Error, Does.Contain(gone).And.Contain("does not exist"));
        }
    }

    [Test]
    public async Task A_cancelled_start_leaves_nothing()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 1));
        var first = await jobs.StartAsync(Sleeper);
        await Assert.ThatAsync(() => jobs.StartAsync(Sleeper, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Ids(jobs), Is.EqualTo(new[] { first }));
        Assert.That(await jobs.QueryAsync(await jobs.StartAsync(Sleeper)), Has.Property("State").EqualTo(JobState.Queued), "its place is free");
    }

    [Test]
    public async Task Starts_that_are_cancelled_while_they_are_made_either_are_a_job_or_are_not()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 1000));
        await jobs.StartAsync(Sleeper);
        var ids = new List<Guid>();
        for (var round = 0; round < 200; round++)
        {
            using var cancelling = new CancellationTokenSource();
            var cancel = Task.Run(cancelling.Cancel);
            try
            {
                ids.Add(await Task.Run(() => jobs.StartAsync(Sleeper, cancelling.Token)));
            }
            catch (OperationCanceledException)
            {
                // Then there is no job, which is what is looked at below.
            }

            await cancel;
        }

        Assert.That((await Ids(jobs)).Skip(1), Is.EqualTo(ids));
    }

    [Test]
    public async Task A_queued_job_can_not_be_signalled_or_removed()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        await jobs.StartAsync(Sleeper);
        var queued = await jobs.StartAsync(Sleeper);
        using (Assert.EnterMultipleScope())
        {
            await Assert.ThatAsync(() => jobs.SignalAsync(queued, JobSignal.SIGHUP), Throws.TypeOf<InvalidJobStateException>().With.Property("State").EqualTo(JobState.Queued));
            await Assert.ThatAsync(() => jobs.RemoveAsync(queued), Throws.TypeOf<InvalidJobStateException>().With.Property("State").EqualTo(JobState.Queued));
        }
    }

    [Test]
    public async Task Input_for_a_queued_job_waits_for_its_start_and_comes_in_order()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync(Sleeper);
        var queued = await jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        Task[] inputs = [jobs.WriteInputAsync(queued, "one "u8.ToArray()), jobs.WriteInputAsync(queued, "two"u8.ToArray()), jobs.CloseInputAsync(queued)];
        Assert.That(inputs.Select(input => input.IsCompleted), Has.All.False);
        await jobs.StopAsync(first, TimeSpan.Zero).Within("the slot is free");
        await Task.WhenAll(inputs).Within("all is written");
        await jobs.WaitAsync(queued).Within("it has read all");
        Assert.That(await jobs.ReadOutputTextAsync(queued), Is.EqualTo("one two"));
    }

    [Test]
    public async Task Input_for_a_queued_job_that_is_stopped_is_refused()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        await jobs.StartAsync(Sleeper);
        var queued = await jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        var write = jobs.WriteInputAsync(queued, "one"u8.ToArray());
        var close = jobs.CloseInputAsync(queued);
        await jobs.StopAsync(queued).Within("it is stopped");
        await Assert.ThatAsync(() => write.Within("the writer is told"), Throws.TypeOf<InvalidJobStateException>());
        await close.Within("the input is closed");
    }

    [Test]
    public async Task A_timeout_counts_from_the_start_and_not_from_the_queue()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync("sleep", "1");
        var queued = await jobs.StartAsync(Sleeper with { Timeout = TimeSpan.FromMilliseconds(500), GracePeriod = TimeSpan.Zero });
        await jobs.WaitAsync(first).Within("the slot is free");
        var status = await jobs.WaitAsync(queued).Within("it has timed out");
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.TimedOut));
        Assert.That(status.FinishedAt - status.StartedAt, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(490)));
    }

    [Test]
    public async Task Disposing_with_a_full_queue_starts_none_of_it()
    {
        using var folder = new TemporaryFolder();
        var jobs = NewManager(options => options.MaxConcurrentJobs = 4);
        var waits = new List<Task<JobStatus>>();
        for (var i = 0; i < 4; i++)
        {
            waits.Add(jobs.WaitAsync(await jobs.StartAsync(Sleeper)));
        }

        for (var i = 0; i < 1000; i++)
        {
            waits.Add(jobs.WaitAsync(await jobs.StartAsync("touch", Path.Combine(folder.Path, $"{i}"))));
        }

        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
        var ends = await Task.WhenAll(waits).Within("all waiters have their answer");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ends, Has.All.Property("Outcome").EqualTo(JobOutcome.Stopped));
            Assert.That(ends.Skip(4), Has.All.Property("StartedAt").Null);
            Assert.That(Directory.EnumerateFiles(folder.Path), Is.Empty);
        }
    }

    [Test]
    public async Task Stops_that_race_with_starts_have_one_answer()
    {
        await using var jobs = NewManager(options => (options.MaxConcurrentJobs, options.MaxFinishedJobs) = (2, 10_000));
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, cancellationToken) =>
        {
            var job = await jobs.StartAsync(round % 3 == 0 ? Sleeper : new JobSpec("true"), cancellationToken);
            var ends = await Task.WhenAll(jobs.WaitAsync(job, cancellationToken), jobs.StopAsync(job, TimeSpan.FromMilliseconds(round % 2), cancellationToken))
                .Within("it has ended");
            Assert.That(ends[1], Is.EqualTo(ends[0]));
            Assert.That(ends[0].StartedAt is null, Is.EqualTo(ends[0].ProcessId is null));
        });
        Assert.That(await jobs.RunAsync(new JobSpec("echo", "free")).Within("no slot was lost"), Has.Property("StandardOutput").EqualTo("free\n"));
    }

    private static async Task<Guid[]> Ids(JobsManager jobs) => [.. await jobs.ListAsync().Select(status => status.Id).ToArrayAsync()];
}
