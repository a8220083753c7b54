using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Windows;

/// <summary>What there is on Windows alone.</summary>
[SupportedOSPlatform("windows")]
public sealed class JobObjectTests() : JobsTests(ProcessIsolation.Auto)
{
    [TestCase(JobSignal.SIGHUP)]
    [TestCase(JobSignal.SIGUSR1)]
    [TestCase(JobSignal.SIGUSR2)]
    [TestCase(JobSignal.SIGSTOP)]
    public async Task Signals_that_Windows_lacks_are_refused(JobSignal signal)
    {
        var job = await Jobs.StartAsync("sleep", "100");
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, signal), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("Ctrl+Break"));
        await Jobs.SignalAsync(job, JobSignal.SIGCONT);
        Assert.That(await Jobs.QueryAsync(job), Has.Property("State").EqualTo(JobState.Running));
        await Jobs.StopAsync(job, TimeSpan.Zero);
    }

    [Test]
    public void There_are_no_cgroups() => Assert.That(
        () => NewManager(options => options.Isolation = ProcessIsolation.Cgroup), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("Isolation"));

    [Test]
    public Task Open_files_have_no_limit_there() => AssertRefused(new JobLimits { OpenFiles = 10 }, "Limits.OpenFiles");

    // Wine takes no limit but that on life: what it doesn't keep must not be believed.
    [TestCase("MemoryBytes")]
    [TestCase("CpuCores")]
    [TestCase("MaxProcesses")]
    public async Task A_limit_that_the_system_does_not_keep_fails_the_start(string limit)
    {
        var limits = limit switch
        {
            "MemoryBytes" => new JobLimits { MemoryBytes = 1 << 30 },
            "CpuCores" => new JobLimits { CpuCores = 0.5 },
            _ => new JobLimits { MaxProcesses = 100 },
        };
        if (WindowsSetUp.IsWine)
        {
            await AssertRefused(limits, $"Limits.{limit}");
        }
        else
        {
            Assert.That(await RunToEnd(new JobSpec("true") { Limits = limits }), Has.Property("ExitCode").Zero);
        }
    }

    [TestCase("script.bat")]
    [TestCase("script.CMD")]
    public async Task Batch_files_are_refused_unless_they_are_allowed(string name)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, name);
        await File.WriteAllTextAsync(file, "@echo hello\r\n@exit /b 5\r\n");
        await Assert.ThatAsync(
            () => Jobs.StartAsync(file), Throws.TypeOf<JobStartException>().With.Message.Contains(name).And.Message.Contains("AllowBatchFiles"));
        await using var jobs = NewManager(options => options.AllowBatchFiles = true);
        var result = await jobs.RunAsync(new JobSpec(file)).Within("the script has ended");
        Assert.That(result.StandardOutput, Is.EqualTo("hello\r\n"));
        Assert.That(result.Status.ExitCode, Is.EqualTo(5));
    }

    [Test]
    public async Task A_queued_batch_file_is_refused_too()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "script.bat");
        await File.WriteAllTextAsync(file, "");
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var running = await jobs.StartAsync("sleep", "100");
        await Assert.ThatAsync(() => jobs.StartAsync(file), Throws.TypeOf<JobStartException>().With.Message.Contains("AllowBatchFiles"));
        await jobs.StopAsync(running, TimeSpan.Zero);
    }

    [Test]
    public async Task Programs_are_found_by_PATH_and_PATHEXT()
    {
        using var folder = new TemporaryFolder();
        var nested = Directory.CreateDirectory(Path.Combine(folder.Path, "with blanks")).FullName;
        await File.WriteAllTextAsync(Path.Combine(nested, "tool"), "no program");
        await File.WriteAllTextAsync(Path.Combine(nested, "tool.bat"), "@echo found\r\n");
        await using var jobs = NewManager(options => options.AllowBatchFiles = true);
        var spec = new JobSpec("tool") { Environment = new Dictionary<string, string?> { ["Path"] = $";\"{nested}\";C:\\nowhere", ["PATHEXT"] = ".NOPE;.BAT" } };
        foreach (var command in new[] { "tool", "tool.bat", @"with blanks\tool", "./with blanks/tool", Path.Combine(nested, "tool") })
        {
            var result = await jobs.RunAsync(spec with { Command = command, WorkingDirectory = folder.Path }).Within("it has run");
            Assert.That(result.StandardOutput, Is.EqualTo("found\r\n"), command);
        }

        await Assert.ThatAsync(
            () => jobs.StartAsync(spec with { Environment = spec.Environment.ToDictionary(pair => pair.Key, pair => pair.Key == "PATHEXT" ? ".EXE" : pair.Value) }),
            Throws.TypeOf<JobStartException>().With.Message.Contains("PATH"));
    }

    [Test]
    public async Task What_can_not_run_is_refused_with_the_file_and_the_cause()
    {
        using var folder = new TemporaryFolder();
        var text = Path.Combine(folder.Path, "text.exe");
        await File.WriteAllTextAsync(text, "just text\n");
        (JobSpec Spec, string[] Words)[] cases =
        [
            (new JobSpec(@"C:\no\such\program.exe"), [@"C:\no\such\program.exe", "does not exist"]),
            (new JobSpec("no-such-program"), ["no-such-program", "PATH"]),
            (new JobSpec(folder.Path), [folder.Path, "directory"]),
            (new JobSpec("true") { WorkingDirectory = @"C:\no\such\folder" }, [@"C:\no\such\folder", "working directory"]),
            (new JobSpec(text), [text, "no program for this machine"]),
        ];
        foreach (var (spec, words) in cases)
        {
            await Assert.ThatAsync(
                () => Jobs.StartAsync(spec), Throws.TypeOf<JobStartException>().With.Message.Contains(words[0]).And.Message.Contains(words[1]));
        }

        Assert.That(await Jobs.ListAsync().CountAsync(), Is.Zero);
    }

    private Task AssertRefused(JobLimits limits, string name) => Assert.ThatAsync(
        () => Jobs.StartAsync(new JobSpec("true") { Limits = limits }), Throws.TypeOf<JobStartException>().With.Message.Contains(name));
}
