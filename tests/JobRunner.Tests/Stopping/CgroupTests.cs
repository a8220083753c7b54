using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Stopping;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>Jobs in cgroups of their own, on the machine's real cgroups. Skipped where the host may make none.</summary>
[SupportedOSPlatform("linux")]
public sealed class CgroupTests() : JobsTests(ProcessIsolation.Cgroup)
{
    private static int _seconds = 100_000 + (Environment.ProcessId % 10_000 * 10);

    [OneTimeSetUp]
    public static void NeedsCgroups()
    {
        using var cgroups = JobCgroups.Find(isForAll: true);
        if (cgroups.FindLack() is { } lack)
        {
            Assert.Ignore(lack);
        }
    }

    [Test]
    public async Task What_hides_completely_ends_with_its_job()
    {
        var seconds = ++_seconds;
        var job = await Jobs.StartAsync(Shell($"({Hide(seconds)}); echo ready; sleep 100"));
        await WaitForOutput(job, "ready");
        await Waiting.Until("it hides", () => Sleepers(seconds).Any());
        var status = await Jobs.StopAsync(job, TimeSpan.Zero).Within("the job is stopped");
        Assert.That(status.Error, Is.Null);
        Assert.That(Sleepers(seconds), Is.Empty);
    }

    [Test]
    public async Task What_hides_completely_ends_after_its_job_has_exited()
    {
        var seconds = ++_seconds;
        var status = await RunToEnd(Shell(Hide(seconds)));
        Assert.That(status, Has.Property("ExitCode").EqualTo(0).And.Property("OutputComplete").True);
        await Waiting.Until("it is gone", () => !Sleepers(seconds).Any());
    }

    [Test]
    public async Task A_job_that_makes_its_own_cgroups_hard_to_read_is_killed_all_the_same()
    {
        var seconds = ++_seconds;
        var job = await Jobs.StartAsync(Shell(
            $"cd {Mount}/$(sed -n 's|^0::||p' /proc/self/cgroup) && mkdir inner && echo threaded >inner/cgroup.type && ({Hide(seconds)}); echo ready; sleep 100"));
        await WaitForOutput(job, "ready");
        await Waiting.Until("it hides", () => Sleepers(seconds).Any());
        var cgroup = CgroupOf(Sleepers(seconds).Single());
        Assert.That(Path.Combine(cgroup, "inner"), Does.Exist);
        Assert.That(await Jobs.StopAsync(job, TimeSpan.Zero).Within("it is stopped"), Has.Property("Error").Null);
        Assert.That(Sleepers(seconds), Is.Empty);
        Assert.That(cgroup, Does.Not.Exist);
    }

    [Test]
    public async Task What_holds_the_output_open_is_killed_and_told()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromMilliseconds(100));
        var job = await jobs.StartAsync(Shell("echo held; setsid sleep 1000 & exit 0"));
        var status = await jobs.WaitAsync(job).Within("the job has finished");
        Assert.That(status, Has.Property("ExitCode").Zero.And.Property("OutputComplete").False);
        Assert.That(status.Error, Does.Contain("held its output open"));
    }

    [Test]
    public async Task What_hides_completely_ends_with_a_host_that_is_killed()
    {
        var seconds = ++_seconds;
        using var host = Process.Start(new ProcessStartInfo(TestChild.Program.FilePath, ["host", "1", "Cgroup", "True", $"({Hide(seconds)}); echo ready; sleep 100"])
        {
            RedirectStandardOutput = true,
        })!;
        await host.StandardOutput.ReadLineAsync().Within("the host says that its job runs");
        await Waiting.Until("it hides", () => Sleepers(seconds).Any());
        var cgroup = Path.GetDirectoryName(CgroupOf(Sleepers(seconds).Single()))!;
        host.Kill();
        await Waiting.Until("it is gone", () => !Sleepers(seconds).Any());
        await Waiting.Until("its cgroup is gone", () => !Directory.Exists(cgroup));
        await Waiting.Until("the watchdog is done", () => !Leftovers.FindWatchdogs().Any());
    }

    [Test]
    public async Task A_job_is_in_its_cgroup_from_its_first_instruction_and_nothing_of_that_is_left()
    {
        var job = await Jobs.StartAsync(Shell("cat /proc/self/cgroup"));
        await WaitFor(job);
        Assert.That(await Jobs.ReadOutputTextAsync(job), Does.Match($"(?m)^0::/.*jobrunner-.*/{job}$"));
        await Jobs.DisposeAsync();
        Assert.That(Directory.EnumerateDirectories(OwnCgroup, $"jobrunner-{Environment.ProcessId}-*"), Is.Empty);
    }

    [Test]
    public async Task A_command_that_can_not_run_leaves_no_cgroup()
    {
        await Assert.ThatAsync(() => Jobs.StartAsync("/nowhere/to/be/found"), Throws.TypeOf<JobStartException>().With.Message.Contains("/nowhere/to/be/found"));
        Assert.That(Directory.EnumerateDirectories(OwnCgroup, $"jobrunner-{Environment.ProcessId}-*").SelectMany(Directory.EnumerateDirectories), Is.Empty);
    }

    [Test]
    public async Task A_fork_loop_that_hides_loses()
    {
        const string Loop = "trap \"\" TERM HUP; f() { f & }; f; while :; do sleep 1; done";
        var job = await Jobs.StartAsync(Shell($"setsid env -i sh -c '{Loop}' >/dev/null 2>&1 & echo ready; sleep 100"));
        await WaitForOutput(job, "ready");
        var cgroup = Directory.EnumerateDirectories(OwnCgroup, $"{job}", SearchOption.AllDirectories).Single();
        var status = await Jobs.StopAsync(job, TimeSpan.FromMilliseconds(100)).Within("the job is stopped");
        Assert.That(status.Error, Is.Null);
        Assert.That(cgroup, Does.Not.Exist);
    }

    [Test]
    public async Task Many_start_at_once()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Jobs.StartAsync("sh", "-c", $"exit {number}")));
        var ends = await Task.WhenAll(jobs.Select(WaitFor));
        Assert.That(ends.Select(status => status.ExitCode), Is.EqualTo(Enumerable.Range(0, 50)));
    }

    private static string Mount => File.ReadAllLines("/proc/self/mountinfo").Select(line => line.Split(' ')).First(fields => fields.Contains("cgroup2"))[4];

    private static string OwnCgroup => CgroupMount.Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"))!;

    // Leaves the session, is re-parented, bears no marker, holds none of the job's pipes. How long it sleeps is its only mark.
    private static string Hide(int seconds) => $"setsid env -i sleep {seconds} >/dev/null 2>&1 </dev/null &";

    private static IEnumerable<int> Sleepers(int seconds) =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && ProcessTable.Find(id) is not null && CommandLineOf(id) == $"sleep\0{seconds}\0");

    private static string CommandLineOf(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return ""; // It is gone.
        }
    }

    private static string CgroupOf(int processId) =>
        CgroupMount.Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText($"/proc/{processId}/cgroup"))!;
}
