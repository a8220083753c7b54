using System.Diagnostics;
using System.Runtime.InteropServices;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Launching;

/// <summary>What a job's process is given, and what is known of its end.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed partial class ProcessTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task It_sees_three_descriptors_and_no_other()
    {
        using var file = File.OpenHandle("/dev/null");
        var inheritable = Duplicate((int)file.DangerousGetHandle());
        try
        {
            var script = $"n=0; while [ $n -lt {inheritable + 50} ]; do [ -e /proc/$$/fd/$n ] && echo $n; n=$((n+1)); done; exit 0";
            var seen = (await Jobs.RunAsync(Shell(script))).StandardOutput;

            // .NET hands on what is inheritable; the Linux launcher doesn't.
            Assert.That(seen, Isolation == ProcessIsolation.Session ? Is.EqualTo("0\n1\n2\n") : Does.EndWith($"\n{inheritable}\n"));
        }
        finally
        {
            _ = Close(inheritable);
        }
    }

    [Test]
    public async Task It_has_no_signal_blocked_and_none_ignored_that_can_be_helped()
    {
        var result = await Jobs.RunAsync(new JobSpec("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"));

        // .NET ignores SIGPIPE (13), and so do the processes it starts; the Linux launcher's don't.
        var ignored = Isolation == ProcessIsolation.Session ? 0 : 1 << (13 - 1);
        Assert.That(result.StandardOutput, Is.EqualTo($"SigBlk:\t{0:x16}\nSigIgn:\t{ignored:x16}\n"));
    }

    [Test]
    public async Task It_leads_a_session_of_its_own_where_there_is_isolation()
    {
        // pid, parent, group and session are the fields around the state.
        var result = await Jobs.RunAsync(Shell("read -r pid name state parent group session rest < /proc/self/stat; echo $$ $group $session"));
        var ids = result.StandardOutput.Split(' ', StringSplitOptions.TrimEntries);
        Assert.That(ids[0], Is.EqualTo($"{result.Status.ProcessId}"));
        Assert.That(ids[1..], Isolation == ProcessIsolation.Session ? Has.All.EqualTo(ids[0]) : Has.None.EqualTo(ids[0]));
    }

    [Test]
    public async Task An_exit_code_is_told_from_a_signal_where_that_can_be_known()
    {
        var exited = await RunToEnd(Shell("exit 137"));
        var isExact = Isolation == ProcessIsolation.Session;
        Assert.That(exited.ExitCode, Is.EqualTo(137));
        Assert.That((exited.Outcome, exited.Signal), Is.EqualTo(isExact ? (JobOutcome.Exited, (int?)null) : (JobOutcome.Signaled, 9)));
        Assert.That((await RunToEnd(Shell("kill -SEGV $$"))).Signal, Is.EqualTo(11));
    }

    [Test]
    public async Task Its_CPU_time_and_peak_memory_are_known_where_the_manager_reaps_it()
    {
        var busy = await RunToEnd(Shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done"));
        var large = await RunToEnd(Shell("head -c 400000000 /dev/zero | tail -c 300000000 | wc -c"));
        if (Isolation == ProcessIsolation.None)
        {
            Assert.That(busy, Has.Property("CpuTime").Null.And.Property("PeakMemoryBytes").Null);
            return;
        }

        Assert.That(busy.CpuTime, Is.GreaterThan(TimeSpan.FromMilliseconds(50)).And.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(large.PeakMemoryBytes, Is.GreaterThan(290_000_000).And.LessThan(800_000_000));
    }

    [Test]
    public async Task A_host_that_runs_processes_itself_loses_no_status_and_costs_none()
    {
        var wrong = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellation) =>
        {
            using var own = Process.Start("sh", ["-c", $"exit {i % 100}"]);
            var job = await Jobs.StartAsync(Shell($"exit {i % 90}"), cancellation);
            await own.WaitForExitAsync(cancellation);
            var status = await Jobs.WaitAsync(job, cancellation);
            if (own.ExitCode != i % 100 || status.ExitCode != i % 90)
            {
                Interlocked.Increment(ref wrong);
            }
        });
        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public async Task Thousands_of_short_jobs_lose_no_byte_and_leave_nothing()
    {
        // Fewer through CliWrap's launcher, which takes longer for each.
        var count = Isolation == ProcessIsolation.Session ? 10_000 : 2_000;

        // A job is held on to until it has been looked after, up to half a second behind its end; a manager that is disposed holds none.
        await using (var others = NewManager())
        {
            await RunMany(others, 500);
        }

        await RunMany(Jobs, 1);
        var before = Resources();
        await RunMany(Jobs, count);
        Resource now = default;
        await Waiting.Until(() => $"there is no more than {before}, but {now}", () => (now = Resources()).IsNoMoreThan(before));
    }

    private static Task RunMany(JobsManager jobs, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancellation) =>
        {
            var job = await jobs.StartAsync(Shell("printf x; exit 1"), cancellation);
            Assert.That(await jobs.ReadOutputTextAsync(job, cancellationToken: cancellation), Is.EqualTo("x"));
            var status = await jobs.WaitAsync(job, cancellation);
            Assert.That((status.Outcome, status.ExitCode, status.OutputComplete), Is.EqualTo((JobOutcome.Exited, 1, true)));
            await jobs.RemoveAsync(job, cancellation);
        });

    private static Resource Resources()
    {
        using var self = Process.GetCurrentProcess();
        var zombies = Directory.GetDirectories("/proc")
            .Select(folder => Path.Combine(folder, "stat")).Where(File.Exists)
            .Count(stat => TryRead(stat).Contains($") Z {Environment.ProcessId} ", StringComparison.Ordinal));
        return new Resource(OwnDescriptors.Count(), self.Threads.Count, zombies, UsedMemory());
    }

    // GC.GetTotalMemory counts some holes between objects too: megabytes, in a process that has run other tests before.
    private static long UsedMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return heap.HeapSizeBytes - heap.FragmentedBytes;
    }

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // The process is gone.
        }
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    // Threads of the pool come and go, and a heap is never quite the same.
    private readonly record struct Resource(int Descriptors, int Threads, int Zombies, long Memory)
    {
        public bool IsNoMoreThan(Resource other) =>
            Descriptors <= other.Descriptors && Threads <= other.Threads + 8 && Zombies == 0 && Memory < other.Memory + 2_000_000;
    }
}
