using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Threading;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Output.Pumps;

/// <summary>
/// Reads a pipe that can only be waited for, which is what .NET's Process gives on Windows, on a thread of its own. By .NET's asynchronous reads it would keep a
/// thread of the pool waiting for as long as the job lives, which everything else in the host needs, and nothing could cut it.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class PipeThread
{
    // Between two attempts to cut: nothing tells when a thread that is about to wait does wait.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Stream _pipe;
    private readonly byte[] _buffer;
    private readonly Action<int> _append;
    private readonly CancellationToken _cut;
    private readonly Lock _gate = new();
    private SafeWaitHandle? _reading;

    private PipeThread(Stream pipe, byte[] buffer, Action<int> append, CancellationToken cut)
    {
        _pipe = pipe;
        _buffer = buffer;
        _append = append;
        _cut = cut;
    }

    /// <summary>Whether there is no better way to read it.</summary>
    public static bool IsFor(Stream pipe) => pipe is FileStream { IsAsync: false };

    /// <summary>Reads until the pipe ends, fails or the reading is cut.</summary>
    /// <param name="pipe">What to read.</param>
    /// <param name="name">The thread's name.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="append">Called on that thread after each read, with the count of bytes.</param>
    /// <param name="cut">Ends it, also during a read.</param>
    /// <exception cref="OperationCanceledException">It was cut.</exception>
    /// <exception cref="Win32Exception">It should have been cut, and the system refuses: the thread waits until the pipe ends.</exception>
    public static async Task RunAsync(Stream pipe, string name, byte[] buffer, Action<int> append, CancellationToken cut)
    {
        var reader = new PipeThread(pipe, buffer, append, cut);
        var run = Task.Factory.StartNew(() => reader.Run(name), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await run.WaitAsync(cut).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!run.IsCompleted)
        {
            reader.CancelRead();
            await run.IsDoneWithinAsync(Pause, TimeProvider.System).ConfigureAwait(false);
        }

        await run.ConfigureAwait(false);
    }

    private void Run(string name)
    {
        Thread.CurrentThread.Name = name;
        using var thread = Kernel32.OpenThread();
        if (thread.IsInvalid)
        {
            throw new Win32Exception();
        }

        int count;
        while ((count = Read(thread)) > 0)
        {
            _append(count);
        }
    }

    private int Read(SafeWaitHandle thread)
    {
        lock (_gate)
        {
            _cut.ThrowIfCancellationRequested();
            _reading = thread;
        }

        try
        {
            return _pipe.Read(_buffer);
        }
        finally
        {
            lock (_gate)
            {
                _reading = null;
            }
        }
    }

    // Under the lock, so that it is the read that fails, and not a write of what was read to the disk.
    private void CancelRead()
    {
        lock (_gate)
        {
            if (_reading is { } thread && !Kernel32.TryCancelRead(thread) && Marshal.GetLastPInvokeError() is var error and not Kernel32.NotFound)
            {
                throw new Win32Exception(error);
            }
        }
    }
}
