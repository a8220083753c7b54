using System.IO.Pipes;
using System.Runtime.Versioning;
using JobRunner.Output.Pumps;
using JobRunner.Tests.Support;
using Microsoft.Win32.SafeHandles;
using NUnit.Framework;

namespace JobRunner.Tests.Windows;

/// <summary>Pipes as .NET's Process makes them on Windows: who reads one waits.</summary>
[SupportedOSPlatform("windows")]
public sealed class PipeThreadTests
{
    private const int Many = 64;

    [Test]
    public async Task A_read_under_way_is_cut()
    {
        using var pipe = new Pipe();
        using var cut = new CancellationTokenSource();
        var run = pipe.ReadAsync(cut.Token);
        await pipe.Begun.Within("the byte is read");
        await cut.CancelAsync();
        await Assert.ThatAsync(() => run.Within("the reading is cut"), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Reads_that_wait_keep_no_thread_of_the_pool()
    {
        Pipe[] pipes = [.. Enumerable.Range(0, Many).Select(_ => new Pipe())];
        Task[] runs = [.. pipes.Select(pipe => pipe.ReadAsync(CancellationToken.None))];
        await Task.WhenAll(pipes.Select(pipe => pipe.Begun)).Within("all read");
        Assert.That(ThreadPool.ThreadCount, Is.LessThan(Many));
        foreach (var pipe in pipes)
        {
            pipe.Dispose();
        }

        await Task.WhenAll(runs).Within("all have ended");
    }

    /// <summary>One in which there is a byte.</summary>
    private sealed class Pipe : IDisposable
    {
        private readonly AnonymousPipeServerStream _writer = new(PipeDirection.Out);
        private readonly FileStream _reader;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Pipe()
        {
            var handle = _writer.ClientSafePipeHandle;
            _reader = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: true), FileAccess.Read);
            handle.SetHandleAsInvalid();
            _writer.WriteByte(1);
        }

        /// <summary>Ends when the byte has been read.</summary>
        public Task Begun => _begun.Task;

        public async Task ReadAsync(CancellationToken cut)
        {
            Assert.That(PipeThread.IsFor(_reader), Is.True);
            await using (_reader)
            {
                await PipeThread.RunAsync(_reader, "a pipe", new byte[1], _ => _begun.TrySetResult(), cut);
            }
        }

        /// <summary>Ends what is read.</summary>
        public void Dispose() => _writer.Dispose();
    }
}
