using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>Output that doesn't fit into memory.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class SpoolTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private const int MiB = 1024 * 1024;

    [Test]
    public async Task Files_are_there_only_as_long_as_they_are_needed_and_have_no_name()
    {
        using var folder = new TemporaryFolder();
        await using var jobs = NewManager(options => options.SpoolDirectory = folder.Path);
        var small = await jobs.StartAsync("head", "-c", "100000", "/dev/zero");
        await jobs.WaitAsync(small).Within("the small job ends");
        Assert.That(SpoolFiles(folder), Is.Zero);
        var large = await jobs.StartAsync("head", "-c", "3000000", "/dev/zero");
        await jobs.WaitAsync(large).Within("the large job ends");
        Assert.That(SpoolFiles(folder), Is.EqualTo(2));
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);

        // A reader under way keeps them.
        await using (var reader = jobs.ReadOutputAsync(large).GetAsyncEnumerator())
        {
            await reader.MoveNextAsync();
            await jobs.RemoveAsync(large);
            Assert.That(SpoolFiles(folder), Is.EqualTo(2));
        }

        Assert.That(SpoolFiles(folder), Is.Zero);
    }

    [Test]
    public async Task Goes_with_the_manager()
    {
        using var folder = new TemporaryFolder();
        await using (var jobs = NewManager(options => options.SpoolDirectory = folder.Path))
        {
            await jobs.WaitAsync(await jobs.StartAsync("head", "-c", "3000000", "/dev/zero")).Within("the job ends");
            Assert.That(SpoolFiles(folder), Is.EqualTo(2));
        }

        Assert.That(SpoolFiles(folder), Is.Zero);
    }

    [Test]
    public async Task A_folder_that_is_missing_costs_output_and_says_so_but_not_the_job()
    {
        await using var jobs = NewManager(options => options.SpoolDirectory = "/nowhere/to/be/found");
        var job = await jobs.StartAsync(Child("bytes", "5", "5000000"));
        var status = await jobs.WaitAsync(job).Within("the job ends");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Has.Property("ExitCode").Zero.And.Property("OutputBytes").EqualTo(5_000_000).And.Property("OutputComplete").False);
            Assert.That(status.Error, Does.Contain("/nowhere/to/be/found").And.Contain($"{status.OutputStart} bytes"));
        }

        await CheckTail(jobs, job, status, seed: 5, length: 5_000_000);
    }

    [Test]
    public async Task A_full_disk_costs_output_and_says_so_but_not_the_job()
    {
        using var folder = new TemporaryFolder();
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=2m", "jobrunner-test", folder.Path]) { RedirectStandardError = true })!;
        await mount.WaitForExitAsync().Within("the disk is mounted");
        if (mount.ExitCode != 0)
        {
            Assert.Ignore("A small disk can't be mounted here, which takes root.");
        }

        try
        {
            await using var jobs = NewManager(options => options.SpoolDirectory = folder.Path);
            var job = await jobs.StartAsync(Child("bytes", "6", "8000000"));
            var status = await jobs.WaitAsync(job).Within("the job ends");
            Assert.That(status, Has.Property("ExitCode").Zero.And.Property("OutputBytes").EqualTo(8_000_000).And.Property("OutputComplete").False.And.Property("OutputStart").Zero);
            Assert.That(status.Error, Does.Contain("No space left on device"));

            // What went to the disk before is there, then a gap, then what is in memory.
            var written = TestChild.Program.RandomBytes(6, 8_000_000);
            long offset = 0;
            long skipped = 0;
            await foreach (var chunk in jobs.ReadOutputAsync(job))
            {
                skipped += chunk.Skipped;
                Assert.That(chunk.Offset, Is.EqualTo(offset + chunk.Skipped));
                Assert.That(chunk.Data.Span.SequenceEqual(written.AsSpan((int)chunk.Offset, chunk.Data.Length)));
                offset = chunk.Offset + chunk.Data.Length;
            }

            Assert.That(offset, Is.EqualTo(8_000_000));
            Assert.That(status.Error, Does.StartWith($"{skipped} bytes"));
            Assert.That(skipped, Is.GreaterThan(4 * MiB));
        }
        finally
        {
            using var unmount = Process.Start("umount", folder.Path);
            await unmount.WaitForExitAsync().Within("the disk is unmounted");
        }
    }

    [Test]
    public async Task A_disk_that_hangs_holds_up_no_end()
    {
        using var folder = new TemporaryFolder();
        var disk = Path.Combine(folder.Path, "disk");
        var image = disk + ".img";
        Directory.CreateDirectory(disk);
        var setUp = await RunToEnd(Shell($"truncate -s 32M '{image}' && mkfs.ext4 -qF '{image}' && mount -o loop '{image}' '{disk}'"));
        if (setUp.ExitCode != 0)
        {
            Assert.Ignore("A disk can't be mounted here, which takes root and a loop device.");
        }

        try
        {
            await using var jobs = NewManager(options => (options.SpoolDirectory, options.OutputMemoryPerJob) = (disk, 65_536));
            Assert.That((await RunToEnd(new JobSpec("fsfreeze", "-f", disk))).ExitCode, Is.Zero);
            JobStatus status;
            try
            {
                var job = await jobs.StartAsync(Child("bytes", "9", "8000000"));
                await Waiting.Until("memory is full", async () => (await jobs.QueryAsync(job)).OutputBytes > 30_000);
                status = await jobs.StopAsync(job, TimeSpan.Zero).Within("the job is stopped");
            }
            finally
            {
                await RunToEnd(new JobSpec("fsfreeze", "-u", disk));
            }

            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("OutputComplete").False);
            Assert.That(status.Error, Does.Contain(disk).And.Contains("does not answer"));

            // What was in memory is there, and nothing came later.
            using var bytes = new MemoryStream();
            await jobs.CopyOutputToAsync(status.Id, bytes).Within("the output has ended");
            Assert.That(bytes.Length, Is.EqualTo(status.OutputBytes));
            Assert.That(bytes.ToArray(), Is.EqualTo(TestChild.Program.RandomBytes(9, 8_000_000).Take((int)status.OutputBytes)));
        }
        finally
        {
            await RunToEnd(new JobSpec("umount", "-l", disk));
        }
    }

    [Test]
    public async Task The_oldest_goes_where_a_job_may_have_only_so_much([Values(0, 100_000, 3_000_000)] int max)
    {
        await using var jobs = NewManager(options => options.MaxOutputPerJob = max);
        var job = await jobs.StartAsync(Child("bytes", "7", "8000000"));
        var status = await jobs.WaitAsync(job).Within("the job ends");
        Assert.That(status, Has.Property("OutputStart").EqualTo(8_000_000 - max).And.Property("OutputComplete").False);
        Assert.That(status.Error, Does.Contain("MaxOutputPerJob"));
        await CheckTail(jobs, job, status, seed: 7, length: 8_000_000);
    }

    [Test]
    public async Task The_oldest_goes_where_all_jobs_may_have_only_so_much()
    {
        await using var jobs = NewManager(options => options.MaxSpooledOutput = 4 * MiB);
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => jobs.StartAsync(Child("bytes", $"{seed}", "8000000"))));
        foreach (var (id, seed) in ids.Select((id, seed) => (id, seed)))
        {
            var status = await jobs.WaitAsync(id).Within("the job ends");
            Assert.That(status, Has.Property("OutputStart").GreaterThan(0).And.Property("OutputComplete").False);
            Assert.That(status.Error, Does.Contain("MaxSpooledOutput"));
            await CheckTail(jobs, id, status, seed, 8_000_000);
        }
    }

    [Test]
    public async Task A_stalled_reader_holds_up_nobody_and_gets_everything_later()
    {
        const long length = 2L * 1024 * MiB;
        var job = await Jobs.StartAsync("head", "-c", $"{length}", "/dev/zero");
        await using var stalled = Jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await stalled.MoveNextAsync().AsTask().Within("a first chunk"));
        var others = Jobs.ReadOutputAsync(job).Select(chunk => (long)chunk.Data.Length).SumAsync().AsTask();
        Assert.That(await others.Within("another has read everything"), Is.EqualTo(length));
        await Jobs.WaitAsync(job).Within("the job has ended");

        var read = (long)stalled.Current.Data.Length;
        while (await stalled.MoveNextAsync())
        {
            Assert.That(stalled.Current, Has.Property("Offset").EqualTo(read).And.Property("Skipped").Zero);
            read += stalled.Current.Data.Length;
        }

        Assert.That(read, Is.EqualTo(length));
    }

    [Test]
    public async Task A_thousand_readers_that_leave_halfway_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var jobs = NewManager(options => options.SpoolDirectory = folder.Path);
        var job = await jobs.StartAsync(Shell("head -c 3000000 /dev/zero; sleep 100"));
        await Waiting.Until("it has written", async () => (await jobs.QueryAsync(job)).OutputBytes == 3_000_000);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async number =>
        {
            using var cancellation = new CancellationTokenSource();
            await using var reader = jobs.ReadOutputAsync(job, new() { From = number * 3_000 }, cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
            await reader.MoveNextAsync();
            if (number % 2 == 0)
            {
                // Leaves while it waits for more.
                await cancellation.CancelAsync();
                await Assert.ThatAsync(
                    async () =>
                    {
                        while (await reader.MoveNextAsync())
                        {
                            // What is there already.
                        }
                    },
                    Throws.InstanceOf<OperationCanceledException>());
            }
        }));
        await jobs.StopAsync(job, TimeSpan.Zero).Within("the job is stopped");
        await jobs.RemoveAsync(job);
        Assert.That(SpoolFiles(folder), Is.Zero);
    }

    [Test]
    public async Task Removal_under_readers_gives_everything_or_says_that_there_is_no_such_job()
    {
        for (var round = 0; round < 30; round++)
        {
            var job = await Jobs.StartAsync("head", "-c", "2000000", "/dev/zero");
            await WaitFor(job);
            var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CountAsync(job))).ToArray();
            await Jobs.RemoveAsync(job);
            Assert.That(await Task.WhenAll(readers).Within("the readers end"), Has.All.EqualTo(2_000_000).Or.EqualTo(-1));
        }
    }

    private async Task<long> CountAsync(Guid job)
    {
        try
        {
            long count = 0;
            await foreach (var chunk in Jobs.ReadOutputAsync(job))
            {
                count += chunk.Data.Length;
            }

            return count;
        }
        catch (JobNotFoundException)
        {
            return -1;
        }
    }

    /// <summary>What is kept is the end of what was written, and what is not is told.</summary>
    private static async Task CheckTail(JobsManager jobs, Guid job, JobStatus status, int seed, int length)
    {
        using var bytes = new MemoryStream();
        long skipped = 0;
        await foreach (var chunk in jobs.ReadOutputAsync(job))
        {
            skipped += chunk.Skipped;
            bytes.Write(chunk.Data.Span);
        }

        Assert.That(skipped, Is.EqualTo(status.OutputStart));
        Assert.That(bytes.ToArray().AsSpan().SequenceEqual(TestChild.Program.RandomBytes(seed, length).AsSpan((int)status.OutputStart)));
    }

    private static int SpoolFiles(TemporaryFolder folder) => Directory.EnumerateFiles("/proc/self/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith(folder.Path, StringComparison.Ordinal) ?? false);
}
