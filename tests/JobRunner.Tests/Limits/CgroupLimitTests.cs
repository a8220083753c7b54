using System.Runtime.Versioning;
using JobRunner.Launching.Linux;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Specs;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Limits;

/// <summary>
/// Limits by cgroup, against a folder that looks like one: where the machines that run this have no controllers in cgroups (version 2), what is written and read can
/// be seen, not what the kernel makes of it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class CgroupLimitTests
{
    private static readonly JobLimits All = new() { MemoryBytes = 64 * 1024 * 1024, CpuCores = 1.5, MaxProcesses = 20, OpenFiles = 37 };

    private TemporaryFolder _folder = null!;
    private CgroupFolder _cgroups = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _cgroups = new CgroupFolder(_folder.Path);
        Write(_folder.Path, "cgroup.controllers", "cpuset cpu io memory pids\n");
        Write(_folder.Path, "cgroup.subtree_control", "");
        Write(_cgroups.FullPath, "cgroup.subtree_control", "");
    }

    [TearDown]
    public void RemoveFolder()
    {
        _cgroups.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_job_starts_with_its_limits_written_in_its_cgroup()
    {
        var spec = Resolve(new JobSpec("sh", "-c", "ulimit -n; sleep 100") { Limits = All });
        var cgroup = MakeCgroup(spec.JobId);
        await using var launcher = new SpawnLauncher(new JobCgroups([_cgroups], isForAll: false));
        using var process = await launcher.StartAsync(spec, watch: null);
        var firstLine = await new StreamReader(process.StandardOutput).ReadLineAsync().Within("it writes");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(firstLine, Is.EqualTo("37"));
            Assert.That(Read(cgroup, "cgroup.procs"), Is.EqualTo($"{process.Id}"));
            Assert.That(Read(cgroup, "memory.max"), Is.EqualTo("67108864"));
            Assert.That(Read(cgroup, "memory.swap.max"), Is.EqualTo("0"));
            Assert.That(Read(cgroup, "memory.oom.group"), Is.EqualTo("1"));
            Assert.That(Read(cgroup, "cpu.max"), Is.EqualTo("150000 100000"));
            Assert.That(Read(cgroup, "pids.max"), Is.EqualTo("20"));
        }

        Write(cgroup, "memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 1\n");
        await process.KillAsync(atLeisure: false).Within("it is killed");
        await process.Exit.Within("it has exited");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read(cgroup, "cgroup.kill"), Is.EqualTo("1"));
            Assert.That(process.LimitFault, Does.Contain("memory limit").And.Contain("67108864"));
        }
    }

    [Test]
    public async Task Who_was_killed_for_others_lack_of_memory_is_not_said_to_have_reached_its_limit()
    {
        var spec = Resolve(new JobSpec("sleep", "100") { Limits = All });
        var cgroup = MakeCgroup(spec.JobId);
        await using var launcher = new SpawnLauncher(new JobCgroups([_cgroups], isForAll: false));
        using var process = await launcher.StartAsync(spec, watch: null);
        Write(cgroup, "memory.events", "oom 0\noom_kill 2\n");
        await process.KillAsync(atLeisure: false).Within("it is killed");
        Assert.That(process.LimitFault, Does.Contain("around it"));
    }

    [Test]
    public async Task Without_a_kill_for_memory_there_is_no_fault([Values("", "oom 0\noom_kill 0\n")] string events)
    {
        var spec = Resolve(new JobSpec("sleep", "100") { Limits = All });
        var cgroup = MakeCgroup(spec.JobId);
        await using var launcher = new SpawnLauncher(new JobCgroups([_cgroups], isForAll: false));
        using var process = await launcher.StartAsync(spec, watch: null);
        Write(cgroup, "memory.events", events);
        await process.KillAsync(atLeisure: false).Within("it is killed");
        Assert.That(process.LimitFault, Is.Null);
    }

    [Test]
    public void Controllers_are_handed_down_once_and_only_those_that_are_needed()
    {
        using var cgroups = new JobCgroups([_cgroups], isForAll: false);
        Assert.That(cgroups.FindLack(new JobLimits { MaxProcesses = 5 }), Is.Null);
        Assert.That(Read(_folder.Path, "cgroup.subtree_control"), Is.EqualTo("+pids"));
        Assert.That(Read(_cgroups.FullPath, "cgroup.subtree_control"), Is.EqualTo("+pids"));
        Write(_folder.Path, "cgroup.subtree_control", "cpu memory pids\n");
        Write(_cgroups.FullPath, "cgroup.subtree_control", "cpu memory pids\n");
        Assert.That(cgroups.FindLack(All), Is.Null);
        Assert.That(Read(_folder.Path, "cgroup.subtree_control"), Is.EqualTo("cpu memory pids\n"), "nothing was left to do");
    }

    [Test]
    public void A_missing_controller_is_named_with_the_limit_and_the_remedy()
    {
        Write(_folder.Path, "cgroup.controllers", "cpu pids\n");
        using var cgroups = new JobCgroups([_cgroups], isForAll: false);
        Assert.That(
            cgroups.FindLack(All),
            Does.Contain("Limits.MemoryBytes").And.Contain("controller memory").And.Contain(_folder.Path).And.Contain("Delegate=yes").And.Not.Contain("OpenFiles"));
        Assert.That(cgroups.FindLack(All with { MemoryBytes = null }), Is.Null);
    }

    [Test]
    public void The_next_folder_is_taken_where_the_first_can_hand_nothing_down()
    {
        using var parent = new TemporaryFolder();
        Write(parent.Path, "cgroup.controllers", "memory");
        var second = new CgroupFolder(parent.Path);
        Write(parent.Path, "cgroup.subtree_control", "memory");
        Write(second.FullPath, "cgroup.subtree_control", "memory");
        Write(_folder.Path, "cgroup.controllers", "");
        using var cgroups = new JobCgroups([_cgroups, second], isForAll: false);
        var spec = Resolve(new JobSpec("true") { Limits = new() { MemoryBytes = 1 << 20 } });
        var cgroup = Path.Combine(second.FullPath, $"{spec.JobId}");
        Write(cgroup, "memory.max", "");
        Write(cgroup, "memory.oom.group", "");
        cgroups.TryMake(spec);
        Assert.That(Read(cgroup, "memory.max"), Is.EqualTo("1048576"));
    }

    [Test]
    public async Task A_file_that_can_not_be_written_fails_the_start_and_nothing_runs()
    {
        var spec = Resolve(new JobSpec("sleep", "100") { Limits = All });
        var cgroup = MakeCgroup(spec.JobId);
        File.Delete(Path.Combine(cgroup, "cpu.max"));
        await using var launcher = new SpawnLauncher(new JobCgroups([_cgroups], isForAll: false));
        await Assert.ThatAsync(() => launcher.StartAsync(spec, watch: null).AsTask(), Throws.TypeOf<JobStartException>().With.Message.Contains("cpu.max"));
        Assert.That(Leftovers.Find(), Is.Empty);
    }

    [Test]
    public async Task On_this_machine_a_limit_is_in_force_or_the_start_fails_and_says_why()
    {
        await using var jobs = new JobsManager();
        var spec = new JobSpec("cat", "/proc/self/cgroup") { Limits = new() { MaxProcesses = 20 } };
        using var cgroups = JobCgroups.Find(isForAll: false);
        if (cgroups.FindLack(spec.Limits) is null)
        {
            Assert.That((await jobs.RunAsync(spec)).StandardOutput, Does.Contain("jobrunner-"));
        }
        else
        {
            await Assert.ThatAsync(
                () => jobs.StartAsync(spec),
                Throws.TypeOf<JobStartException>().With.Message.Contains("Limits.MaxProcesses").And.Message.Contains("pids").And.Message.Contains("Delegate"));
            Assert.That(await jobs.ListAsync().CountAsync(), Is.Zero);
        }
    }

    [Test]
    public async Task Where_CliWrap_starts_jobs_no_limit_is_ignored([Values] bool openFiles)
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { Isolation = ProcessIsolation.None });
        var limits = openFiles ? new JobLimits { OpenFiles = 10 } : new JobLimits { MemoryBytes = 1 << 30 };
        await Assert.ThatAsync(
            () => jobs.StartAsync(new JobSpec("true") { Limits = limits }),
            Throws.TypeOf<JobStartException>().With.Message.Contains(openFiles ? "Limits.OpenFiles" : "Limits.MemoryBytes").And.Message.Contains("Isolation"));
        Assert.That((await jobs.RunAsync(new JobSpec("true") { Limits = new() })).Status.ExitCode, Is.Zero);
    }

    private static ResolvedSpec Resolve(JobSpec spec) => ResolvedSpec.For(spec, Guid.NewGuid(), trace: []);

    private string MakeCgroup(Guid jobId)
    {
        var cgroup = Path.Combine(_cgroups.FullPath, $"{jobId}");
        foreach (var file in new[] { "cgroup.procs", "cgroup.kill", "memory.max", "memory.swap.max", "memory.oom.group", "memory.events", "cpu.max", "pids.max" })
        {
            Write(cgroup, file, "");
        }

        return cgroup;
    }

    private static string Read(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));

    private static void Write(string folder, string file, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, file), text);
    }
}
