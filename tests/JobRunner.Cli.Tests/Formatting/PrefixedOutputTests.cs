using JobRunner.Cli.Streaming;
using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Formatting;

public sealed class PrefixedOutputTests
{
    [Test]
    public async Task A_line_ends_where_bytes_are_missing()
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { MaxOutputPerJob = 100_000 });
        var job = await jobs.StartAsync(
            new JobSpec("sh", "-c", "printf 'whole\\nopen'; read x; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo last") { KeepInputOpen = true });
        using var output = new StalledStream();
        var surroundings = JobctlInProcess.NewSurroundings(jobs, _ => null, Stream.Null, output, Stream.Null);
        var copy = Task.Run(() => new PrefixedOutput(surroundings, new JobPrefixes([job], isNeeded: false), timestamps: false, new Lock())
            .CopyAsync(jobs, job, new OutputReadOptions(), CancellationToken.None));
        await output.IsReached.Within("the first line is shown");
        await jobs.WriteInputAsync(job, "\n"u8.ToArray());
        await jobs.WaitAsync(job).Within("the job has written more than is kept");
        output.Continue();
        await copy.Within("all is shown");
        var lines = System.Text.Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.That(lines, Has.Length.EqualTo(5));
        Assert.That((lines[0], lines[1], lines[2].Trim('x'), lines[3]), Is.EqualTo(("whole", "open", "", "last")));
    }

    [Test]
    public async Task What_has_come_is_shown_also_where_the_rest_can_not_be_had()
    {
        await using var jobs = new JobsManager();
        var job = await jobs.StartAsync(new JobSpec("sh", "-c", "printf open; cat") { KeepInputOpen = true });
        await Waiting.Until("it has written", async () => (await jobs.QueryAsync(job)).OutputBytes == 4);
        using var output = new MemoryStream();
        using var over = new CancellationTokenSource();
        var surroundings = JobctlInProcess.NewSurroundings(jobs, _ => null, Stream.Null, output, Stream.Null);
        var copy = new PrefixedOutput(surroundings, new JobPrefixes([job], isNeeded: false), timestamps: false, new Lock())
            .CopyAsync(jobs, job, new OutputReadOptions(), over.Token);
        await Waiting.Until("it waits for more", () => jobs.Table.Get(job).Output.ReaderCount == 1);
        await over.CancelAsync();
        await Assert.ThatAsync(() => copy.Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(System.Text.Encoding.UTF8.GetString(output.ToArray()), Is.EqualTo("open\n"));
    }

    /// <summary>A terminal that is held up at the first line.</summary>
    private sealed class StalledStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _continued = new();

        public Task IsReached => _reached.Task;

        public void Continue() => _continued.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _reached.TrySetResult();
            _continued.Wait();
            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _continued.Dispose();
            base.Dispose(disposing);
        }
    }
}
