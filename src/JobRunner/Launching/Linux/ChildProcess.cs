using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Threading;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Linux;

/// <summary>A process that was spawned here: leader of a session and of a process group, known by a pidfd, reaped on the event loop's thread.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ChildProcess : IDisposable
{
    /// <summary><c>ESRCH</c> of asm-generic/errno-base.h: nobody is there.</summary>
    public const int NobodyThere = 3;

    private readonly Lock _reapGate = new();
    private readonly SafeFileHandle _handle;
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReaped;
    private volatile bool _isAbandoned;

    private ChildProcess(int processId, SafeFileHandle handle)
    {
        Id = processId;
        _handle = handle;
        Descriptor = (int)handle.DangerousGetHandle();
    }

    public int Id { get; }

    /// <summary>The pidfd, readable once the process has ended.</summary>
    public int Descriptor { get; }

    public Task<ProcessExit> Exit => _exit.Task;

    /// <summary>Whether the pid may be another's by now.</summary>
    public bool IsReaped => _isReaped;

    /// <inheritdoc cref="Spawn.Start"/>
    /// <exception cref="Win32Exception">The system refused; nothing is left.</exception>
    public static ChildProcess Start(
        string file,
        IReadOnlyCollection<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        ReadOnlySpan<int> descriptors,
        int? threshold = null)
    {
        // Had before there is a child.
        var events = EventLoop.Shared;
        var error = Spawn.Start(file, arguments, environment, directory, descriptors, threshold, out var processId);
        if (error != 0)
        {
            throw new Win32Exception(error);
        }

        var handle = new SafeFileHandle(LibC.OpenProcess(processId), ownsHandle: true);
        var child = new ChildProcess(processId, handle);
        try
        {
            child.WatchBy(events);
            return child;
        }
        catch
        {
            // Started a moment ago, it can't have left its group.
            LibC.TrySignalGroup(processId, Signal.Kill);
            LibC.Reap(processId, wait: true, out _, out _);
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Signals the whole group, as long as it can't be mistaken for another. 0 asks whether anybody is there.</summary>
    /// <returns>0 or the error; null if it can't be done so any more.</returns>
    public int? SignalGroup(int signal)
    {
        if (LinuxSupport.CanSignalGroups)
        {
            return LibC.SignalGroup(_handle, signal);
        }

        // Until the leader is reaped its pid, and so its group's id, can't be another's.
        lock (_reapGate)
        {
            return _isReaped ? null : LibC.TrySignalGroup(Id, (Signal)signal) ? 0 : NobodyThere;
        }
    }

    /// <summary>Lets go of the process. One that hasn't ended yet keeps its handle until it is reaped.</summary>
    public void Dispose()
    {
        lock (_reapGate)
        {
            _isAbandoned = true;
            if (!_isReaped)
            {
                return;
            }
        }

        _handle.Dispose();
    }

    private void WatchBy(EventLoop events)
    {
        if (_handle.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // What is traced is readable from its death on, and can't be reaped until its tracer lets go of it: that is told too.
        events.Add(Descriptor, () => OnEnded(events), once: false);
    }

    private void OnEnded(EventLoop events)
    {
        if (TryReap(events, out var exit))
        {
            SetExit(exit);
        }
    }

    private bool TryReap(EventLoop events, out ProcessExit exit)
    {
        lock (_reapGate)
        {
            var result = LibC.Reap(Id, wait: false, out var status, out var usage);

            // Negative where the host reaps all children itself: the end is seen, how it came is not.
            exit = result > 0 ? ProcessExit.Of(status, usage) : default;
            if (result != 0)
            {
                // Before anybody learns of it and closes the descriptor, whose number may be another's then.
                events.Remove(Descriptor);
                _isReaped = true;
            }

            return _isReaped;
        }
    }

    private void SetExit(ProcessExit exit)
    {
        _exit.SetResult(exit);
        if (_isAbandoned)
        {
            _handle.Dispose();
        }
    }
}
