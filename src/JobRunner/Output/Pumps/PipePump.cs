using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Threading;

namespace JobRunner.Output.Pumps;

/// <summary>
/// Reads both pipes of a job where there is epoll, straight into the log. The event loop's thread reads what can be read at once; what is more goes on
/// in the thread pool. Whoever comes first pumps, until nothing is left to do; who comes meanwhile only leaves word.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PipePump : IThreadPoolWorkItem
{
    // Bits of _state, beside those of the pipes that are readable.
    private const int IsCutBit = 1 << 8;
    private const int IsPumpedBit = 1 << 9;

    // After so many reads of each pipe it is another job's turn in the thread pool.
    private const int MostRounds = 16;

    private readonly OutputLog _log;
    private readonly TimeProvider _time;
    private readonly EventLoop _events;
    private readonly PumpedPipe?[] _pipes;
    private readonly string?[] _faults = new string?[2];
    private readonly TaskCompletionSource<string?[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    private PipePump(PipeStream output, PipeStream error, OutputLog log, TimeProvider time, EventLoop events)
    {
        _log = log;
        _time = time;
        _events = events;
        _pipes =
        [
            new PumpedPipe(output, OutputSource.StandardOutput),
            new PumpedPipe(error, OutputSource.StandardError),
        ];
    }

    // struct epoll_event is known for these.
    public static bool IsAvailable { get; } =
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <inheritdoc cref="OutputPump.RunAsync"/>
    public static async Task<string?[]> RunAsync(PipeStream output, PipeStream error, OutputLog log, TimeProvider time, CancellationToken cut)
    {
        PipePump pump;
        try
        {
            pump = new PipePump(output, error, log, time, EventLoop.Shared);
        }
        catch (Win32Exception)
        {
            return await StreamPump.RunAsync(output, error, log, time, cut).ConfigureAwait(false);
        }

        pump.Start();
        using (cut.UnsafeRegister(static pump => ((PipePump)pump!).Notify(IsCutBit, isOnLoop: false), pump))
        {
            return await pump._done.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Goes on in the thread pool.</summary>
    public void Execute() => Pump(isOnLoop: false);

    private void Start()
    {
        // Held meanwhile, so that nobody pumps one pipe before the other is there.
        _state = IsPumpedBit;
        for (var i = 0; i < _pipes.Length; i++)
        {
            var bit = 1 << i;
            var pipe = _pipes[i]!;
            try
            {
                _events.Add(pipe.Descriptor, () => Notify(bit, isOnLoop: true), once: true);
            }
            catch (Win32Exception e)
            {
                End(i, OutputPump.Unreadable(pipe.Source, e));
            }
        }

        if (Interlocked.CompareExchange(ref _state, 0, IsPumpedBit) != IsPumpedBit)
        {
            GoOnInPool();
        }
    }

    private void Notify(int bit, bool isOnLoop)
    {
        if ((Interlocked.Or(ref _state, bit | IsPumpedBit) & IsPumpedBit) != 0)
        {
            return;
        }

        if (isOnLoop)
        {
            Pump(isOnLoop: true);
        }
        else
        {
            GoOnInPool();
        }
    }

    private void GoOnInPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Pumps until nothing is left to do. On the event loop's thread only what costs little.</summary>
    private void Pump(bool isOnLoop)
    {
        for (var round = 1; ; round++)
        {
            var todo = Interlocked.And(ref _state, IsPumpedBit) & ~IsPumpedBit;
            if ((todo & IsCutBit) != 0)
            {
                Cut();
            }

            if (todo == 0)
            {
                if (Interlocked.CompareExchange(ref _state, 0, IsPumpedBit) == IsPumpedBit)
                {
                    return;
                }

                continue;
            }

            var more = 0;
            for (var i = 0; i < _pipes.Length; i++)
            {
                if ((todo & (1 << i)) != 0 && _pipes[i] is { } pipe && !TryExhaust(i, pipe, isOnLoop))
                {
                    more |= 1 << i;
                }
            }

            Interlocked.Or(ref _state, more);
            if (more != 0 && (isOnLoop || round >= MostRounds))
            {
                GoOnInPool();
                return;
            }
        }
    }

    /// <summary>Reads once.</summary>
    /// <returns>Whether there is nothing more to read now, so that the event loop watches again; or ever.</returns>
    private bool TryExhaust(int index, PumpedPipe pipe, bool isOnLoop)
    {
        // To make room may mean to write to the disk.
        if (isOnLoop && !_log.HasRoom)
        {
            return false;
        }

        try
        {
            var room = _log.GetRoom();
            if (room.Count == 0)
            {
                // The job has ended without this: it was kept for too long. The cut comes next.
                return false;
            }

            var count = pipe.Read(room);
            if (count > 0)
            {
                _log.Append(pipe.Source, _time.GetUtcNow(), count);
                if (count == room.Count)
                {
                    return false;
                }
            }
            else if (count == 0)
            {
                End(index, fault: null);
                return true;
            }
            else if (count < -1)
            {
                End(index, OutputPump.Unreadable(pipe.Source, new Win32Exception(-count)));
                return true;
            }

            _events.Rearm(pipe.Descriptor);
            return true;
        }
#pragma warning disable CA1031 // Of memory, or of a host's clock that throws: on this thread nobody else could be told.
        catch (Exception e)
#pragma warning restore CA1031
        {
            End(index, OutputPump.Unreadable(pipe.Source, e));
            return true;
        }
    }

    private void Cut()
    {
        for (var i = 0; i < _pipes.Length; i++)
        {
            if (_pipes[i] is { } pipe)
            {
                End(i, OutputPump.HeldOpen(pipe.Source));
            }
        }
    }

    private void End(int index, string? fault)
    {
        var pipe = _pipes[index]!;
        _pipes[index] = null;
        _faults[index] = fault;
        _events.Remove(pipe.Descriptor);
        pipe.Dispose();
        if (_pipes is [null, null])
        {
            _done.SetResult(_faults);
        }
    }
}
