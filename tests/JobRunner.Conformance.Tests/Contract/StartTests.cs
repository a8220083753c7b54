using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Contract;

[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class StartTests(Place place) : ContractTests(place)
{
    private static IEnumerable<TestCaseData> Malformed()
    {
        yield return Case("empty command", new JobSpec(""), "Command");
        yield return Case("null command", new JobSpec(null!), "Command");
        yield return Case("NUL in argument", new JobSpec("true", "a", "b\0"), "Arguments[1]");
        yield return Case("null argument", new JobSpec("true", "a", null!), "Arguments[1]");
        yield return Case("half a surrogate pair", new JobSpec("true", "\ud83d"), "Arguments[0]");
        yield return Case("half a surrogate pair in a label", new JobSpec("true") { Labels = Labels(("a", "\ud83d")) }, "'a'");
        yield return Case("empty directory", new JobSpec("true") { WorkingDirectory = "" }, "WorkingDirectory");
        yield return Case("variable with =", new JobSpec("true") { Environment = new Dictionary<string, string?> { ["A=b"] = "c" } }, "environment variable");
        yield return Case("reserved label", new JobSpec("true") { Labels = Labels(("jobrunner.owner", "x")) }, "jobrunner.owner");
        yield return Case("no time", new JobSpec("true") { Timeout = TimeSpan.Zero }, "Timeout");
        yield return Case("negative grace", new JobSpec("true") { GracePeriod = TimeSpan.FromTicks(-1) }, "GracePeriod");
        yield return Case("no number", new JobSpec("true") { Limits = new JobLimits { CpuCores = double.NaN } }, "Limits.CpuCores");
    }

    private static IEnumerable<TestCaseData> Unstartable()
    {
        yield return Case("missing", new JobSpec("/no/such/program"), "/no/such/program", JobStartReason.CommandNotFound);
        yield return Case("not on the PATH", new JobSpec("no-such-program"), "no-such-program", JobStartReason.CommandNotFound);
        yield return Case("missing, by an odd name", new JobSpec("/no/such/folder, not executable"), "/no/such/folder, not executable", JobStartReason.CommandNotFound);
        yield return Case("a directory", new JobSpec("/tmp"), "/tmp", JobStartReason.CommandNotExecutable);
        yield return Case("missing directory", new JobSpec("true") { WorkingDirectory = "/no/such/folder" }, "/no/such/folder", JobStartReason.Other);
        yield return Case("not executable", new JobSpec("/etc/passwd"), "/etc/passwd", JobStartReason.CommandNotExecutable);
    }

    [Test]
    public async Task A_status_tells_the_jobs_story()
    {
        var before = DateTimeOffset.UtcNow;
        var spec = Shell("echo hello; exit 3") with { Labels = Labels(("team", "blue"), ("a:b", "c:d")) };
        var job = await Jobs.StartAsync(spec);
        var status = await WaitFor(job);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(job.Version, Is.EqualTo(4));
            Assert.That(status.Id, Is.EqualTo(job));
            Assert.That(status.Command, Is.EqualTo("sh"));
            Assert.That(status.Arguments, Is.EqualTo(spec.Arguments));
            Assert.That(status.Labels, Is.SupersetOf(spec.Labels));
            Assert.That(status.State, Is.EqualTo(JobState.Finished));
            Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Exited));
            Assert.That(status.ExitCode, Is.EqualTo(3));
            Assert.That(status.Signal, Is.Null);
            Assert.That(status.ProcessId, Is.Positive);
            Assert.That(status.OutputBytes, Is.EqualTo(6));
            Assert.That(status.OutputComplete, Is.True);
            Assert.That(status.Error, Is.Null);
            Assert.That(new[] { before, status.CreatedAt, status.StartedAt!.Value, status.FinishedAt!.Value, DateTimeOffset.UtcNow }, Is.Ordered);
            Assert.That(status.CreatedAt.Offset, Is.EqualTo(TimeSpan.Zero));
            Assert.That(await Jobs.QueryAsync(job), Is.EqualTo(status));
        }
    }

    [Test]
    public async Task A_running_job_has_no_end_yet()
    {
        var status = await Jobs.QueryAsync(await Jobs.StartAsync(Sleeper));
        Assert.That(status, Has.Property("State").EqualTo(JobState.Running).And.Property("Outcome").Null.And.Property("ExitCode").Null.And.Property("FinishedAt").Null);
        Assert.That(status.IsFinished, Is.False);
    }

    [Test]
    public async Task Arguments_and_environment_arrive_as_they_are()
    {
        string[] arguments = ["", " two words ", "\"quoted\" 'twice'", "$HOME * \\", "line\nbreak", "é€😀", "--", "\u0001"];
        var job = await Jobs.StartAsync(Child(["arguments", .. arguments]));
        Assert.That(await TextOf(job), Is.EqualTo(string.Concat(arguments.Select(argument => argument + '\0'))));
        var variables = new Dictionary<string, string?> { ["JOBS_A"] = "é = \n", ["HOME"] = null };
        var environment = await TextOf(await Jobs.StartAsync(Child("environment") with { Environment = variables }));
        Assert.That(environment.Split('\0'), Does.Contain("JOBS_A=é = \n").And.None.StartsWith("HOME="));
        var empty = await TextOf(await Jobs.StartAsync(new JobSpec("/usr/bin/env") { InheritEnvironment = false }));
        Assert.That(empty.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.StartsWith("JOBRUNNER_"));
    }

    [Test]
    public async Task The_working_directory_and_the_timeout_are_the_specs_own()
    {
        Assert.That(await TextOf(await Jobs.StartAsync(new JobSpec("pwd") { WorkingDirectory = "/usr" })), Is.EqualTo("/usr\n"));
        var status = await RunToEnd(Sleeper with { Timeout = TimeSpan.FromMilliseconds(100), GracePeriod = TimeSpan.Zero });
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.TimedOut));
    }

    [TestCaseSource(nameof(Malformed))]
    public async Task A_malformed_spec_is_refused(JobSpec spec, string named)
    {
        await Assert.ThatAsync(
            async () => await Jobs.StartAsync(spec),
            Throws.TypeOf<ArgumentException>().With.Message.Contains(named).And.Property("ParamName").EqualTo("spec"));
        Assert.That(await ListIds(), Is.Empty);
    }

    [Test]
    public Task Null_is_refused() => Assert.ThatAsync(async () => await Jobs.StartAsync(null!), Throws.ArgumentNullException);

    [TestCaseSource(nameof(Unstartable))]
    public async Task What_can_not_run_is_named(JobSpec spec, string file, JobStartReason reason)
    {
        await Assert.ThatAsync(
            async () => await Jobs.StartAsync(spec),
            Throws.TypeOf<JobStartException>().With.Message.Contains(file).And.Property("FileName").EqualTo(file).And.Property("Reason").EqualTo(reason));
        Assert.That(await ListIds(), Is.Empty);
    }

    [Test]
    public async Task A_start_that_is_cancelled_before_makes_no_job()
    {
        await Assert.ThatAsync(async () => await Jobs.StartAsync(Sleeper, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await ListIds(), Is.Empty);
    }

    [Test]
    public async Task Starts_that_are_cancelled_while_they_are_made_either_are_a_job_or_are_not()
    {
        var ids = new List<Guid>();
        for (var round = 0; round < 50; round++)
        {
            using var cancelling = new CancellationTokenSource();
            var start = Task.Run(() => Jobs.StartAsync(new JobSpec("true"), cancelling.Token));
            await cancelling.CancelAsync();
            try
            {
                ids.Add(await start.Within("the start ends"));
            }
            catch (OperationCanceledException)
            {
                // Then there is no job, which is what is looked at below.
            }
        }

        Assert.That(await ListIds(), Is.EqualTo(ids));
    }

    [Test]
    public async Task Beyond_the_limit_jobs_wait_and_beyond_the_queue_they_are_refused()
    {
        await using var served = await ServeAsync(options => (options.MaxConcurrentJobs, options.MaxQueuedJobs) = (1, 2));
        var jobs = served.Jobs;
        Guid[] accepted = [await jobs.StartAsync(Sleeper), await jobs.StartAsync("echo", "at last"), await jobs.StartAsync(Sleeper)];
        await Assert.ThatAsync(() => jobs.StartAsync(Sleeper), Throws.TypeOf<JobQueueFullException>().With.Property("MaxQueuedJobs").EqualTo(2));
        await Assert.ThatAsync(() => jobs.StartAsync("/no/such/program"), Throws.TypeOf<JobStartException>(), "queued or not");
        Assert.That(await jobs.ListAsync().Select(status => status.Id).ToListAsync(), Is.EqualTo(accepted));
        Assert.That(await jobs.QueryAsync(accepted[1]), Has.Property("State").EqualTo(JobState.Queued).And.Property("ProcessId").Null.And.Property("StartedAt").Null);
        var output = jobs.ReadOutputTextAsync(accepted[1]);
        Assert.That(await jobs.StopAsync(accepted[2]).Within("it is stopped"), Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("StartedAt").Null);
        await jobs.StopAsync(accepted[0], TimeSpan.Zero).Within("a slot is free");
        Assert.That(await output.Within("a reader from before the start"), Is.EqualTo("at last\n"));
    }

    private static TestCaseData Case(string name, JobSpec spec, params object[] expected) => new TestCaseData([spec, .. expected]).SetArgDisplayNames(name);

    private Task<string> TextOf(Guid job) => Jobs.ReadOutputTextAsync(job).Within("the output has ended");
}
