using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

public sealed class ExitCodeTests : InProcessTests
{
    [TestCase("exit 0", 0)]
    [TestCase("exit 7", 7)]
    [TestCase("exit 255", 255)]
    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -TERM $$", 143)]
    public async Task Of_run_wait_and_logs_is_the_jobs(string script, int exitCode)
    {
        Assert.That((await Jobctl.Run("run", "--", "sh", "-c", script)).ExitCode, Is.EqualTo(exitCode));
        var job = $"{await StartAndWait(script)}";
        Assert.That((await Jobctl.Run("wait", job)).ExitCode, Is.EqualTo(exitCode));
        Assert.That((await Jobctl.Run("logs", "-f", job)).ExitCode, Is.EqualTo(exitCode));
        Assert.That((await Jobctl.Run("logs", job)).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Of_a_job_that_ran_too_long_is_124()
    {
        var result = await Jobctl.Run("run", "--timeout", "100ms", "--", "sleep", "60");
        Assert.That(result.ExitCode, Is.EqualTo(124));
        Assert.That(result.ErrorLines, Has.Exactly(1).Contains("--timeout"));
    }

    [Test]
    public async Task Of_several_is_the_first_that_is_not_0()
    {
        var jobs = new[] { await StartAndWait("exit 0"), await StartAndWait("exit 5"), await StartAndWait("exit 6") };
        var result = await Jobctl.Run(["wait", .. jobs.Select(job => $"{job}")]);
        Assert.That(result.ExitCode, Is.EqualTo(5));
        Assert.That(result.Output.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(3).And.Some.Match($"^{jobs[2]}  exited with 6 after "));
    }

    [Test]
    public async Task Of_wait_any_is_the_first_that_ends()
    {
        var endless = await Jobs.StartAsync("sleep", "60");
        var short7 = await StartAndWait("exit 7");
        var result = await Jobctl.Run("wait", "--any", $"{endless}", $"{short7}");
        Assert.That(result.ExitCode, Is.EqualTo(7));
        Assert.That(result.Output, Does.StartWith($"{short7} ").And.Not.Contain($"{endless}"));
    }

    [Test]
    public async Task Of_a_wait_that_takes_too_long_is_125()
    {
        var endless = await Jobs.StartAsync("sleep", "60");
        await Fails(125, ["wait", "--timeout", "50ms", $"{endless}"], "--timeout");
        Assert.That((await Jobs.QueryAsync(endless)).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task Of_a_wait_that_may_take_longer_than_a_timer_is_the_jobs() =>
        Assert.That((await Jobctl.Run("wait", "--timeout", "60d", $"{await StartAndWait("exit 7")}")).ExitCode, Is.EqualTo(7));

    [Test]
    public async Task Is_what_it_is_where_nothing_takes_the_message()
    {
        var surroundings = JobctlInProcess.NewSurroundings(Jobs, _ => null, Stream.Null, Stream.Null, new FullDisk());
        Assert.That(await new Jobctl(surroundings).RunAsync(["status", $"{Guid.NewGuid()}"]), Is.EqualTo(3));
    }

    [Test]
    public async Task Of_a_job_that_could_not_be_started_when_its_turn_came_is_125()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "program");
        File.CreateSymbolicLink(program, "/bin/true");
        await using var jobs = new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 1 });
        var first = await jobs.StartAsync("sleep", "60");
        var late = await jobs.StartAsync(program);
        File.Delete(program);
        await jobs.StopAsync(first, TimeSpan.Zero);
        var result = await new JobctlInProcess(jobs).Run("wait", $"{late}");
        Assert.That(result.ExitCode, Is.EqualTo(125), $"{result}");
        Assert.That(result.Output + result.Error, Does.Contain("could not be started"));
    }

    [Test]
    public async Task Of_what_a_state_does_not_allow_is_6()
    {
        var running = $"{await Jobs.StartAsync("sleep", "60")}";
        await Fails(6, ["rm", running]);
        await Fails(6, ["input", "--line", "x", running]);
        var finished = $"{await StartAndWait("true")}";
        await Fails(6, ["signal", "HUP", finished]);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device.");
    }
}
