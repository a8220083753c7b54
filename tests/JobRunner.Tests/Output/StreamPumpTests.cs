using System.IO.Pipes;
using JobRunner.Output;
using JobRunner.Output.Pumps;
using JobRunner.Output.Spooling;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>The pump for systems other than Linux, with real pipes, wherever the suite runs.</summary>
public sealed class StreamPumpTests
{
    private OutputLog _log = null!;

    [SetUp]
    public void MakeLog() => _log = new OutputLog(new OutputLimits(1024 * 1024, MaxBytes: null, Path.GetTempPath(), new SpoolBudget(null)));

    [Test]
    public async Task Reads_both_pipes_to_their_ends()
    {
        await using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var error = new AnonymousPipeServerStream(PipeDirection.Out);
        var pumping = StreamPump.RunAsync(ReadEnd(output), ReadEnd(error), _log, TimeProvider.System, CancellationToken.None);
        await output.WriteAsync("one"u8.ToArray());
        await error.DisposeAsync();
        await output.WriteAsync(new byte[100_000]);
        await output.DisposeAsync();
        Assert.That(await pumping.Within("both have ended"), Is.EqualTo(new string?[] { null, null }));
        Assert.That(_log.Length, Is.EqualTo(100_003));
    }

    [Test]
    public async Task A_pipe_that_is_held_open_is_cut_and_says_so()
    {
        await using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var error = new AnonymousPipeServerStream(PipeDirection.Out);
        AnonymousPipeClientStream[] ends = [ReadEnd(output), ReadEnd(error)];
        var errorHandle = ends[1].SafePipeHandle;
        using var cut = new CancellationTokenSource();
        var pumping = StreamPump.RunAsync(ends[0], ends[1], _log, TimeProvider.System, cut.Token);
        await error.DisposeAsync();
        await output.WriteAsync("one"u8.ToArray());
        await Waiting.Until("it has read what there is, and closed what has ended", () => _log.Length == 3 && errorHandle.IsClosed);
        await cut.CancelAsync();
        Assert.That(await pumping.Within("it has been cut"), Is.EqualTo(new[] { OutputPump.HeldOpen(OutputSource.StandardOutput), null }));
    }

    [Test]
    public async Task A_stream_that_can_not_be_read_says_why()
    {
        // The end that writes.
        await using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        var faults = await StreamPump.RunAsync(output, Stream.Null, _log, TimeProvider.System, CancellationToken.None).Within("both have ended");
        Assert.That(faults[0], Does.StartWith("StandardOutput could not be read to its end: "));
        Assert.That(faults[1], Is.Null);
    }

    private static AnonymousPipeClientStream ReadEnd(AnonymousPipeServerStream writeEnd) => new(PipeDirection.In, writeEnd.ClientSafePipeHandle);
}
