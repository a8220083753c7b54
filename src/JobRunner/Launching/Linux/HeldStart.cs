using System.ComponentModel;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Linux;

/// <summary>
/// A start that stops on the threshold: the child exists, but executes its program only once all is prepared for it. posix_spawn can't pause, but what
/// it has the child open can: a FIFO, first for reading, which tells that the child is there, then for writing, which waits for us.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HeldStart : IDisposable
{
    private const int StackSize = 256 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SafeFileHandle _fifo;

    // Given up for who has to be let go: there may be no other descriptor by then.
    private readonly SafeFileHandle _spare;
    private volatile bool _isMet;
    private SafeFileHandle? _release;
    private ChildProcess? _child;
    private ExceptionDispatchInfo? _fault;
    private SafeFileHandle? _children;

    private HeldStart()
    {
        _fifo = new SafeFileHandle(LibC.MakeFifo(Path.Combine(Path.GetTempPath(), $"jobrunner-{Guid.NewGuid():N}")), ownsHandle: true);
        if (_fifo.IsInvalid)
        {
            var error = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"No FIFO can be made in '{Path.GetTempPath()}': {error.Message}", error);
        }

        try
        {
            _spare = File.OpenHandle("/dev/null");
        }
        catch
        {
            _fifo.Dispose();
            throw;
        }
    }

    /// <summary>Why there can be no such start here; null if there can.</summary>
    public static string? Lack => File.Exists("/proc/thread-self/children")
        ? null
        : "the kernel doesn't tell a thread's children (/proc is not mounted, or CONFIG_PROC_CHILDREN is off)";

    private string Threshold => $"/proc/self/fd/{_fifo.DangerousGetHandle()}";

    /// <summary>Starts a child. Blocks, for some milliseconds at most.</summary>
    /// <param name="start">Starts it with this threshold.</param>
    /// <param name="prepare">Called with its pid before it executes its program. If it throws, the program never runs.</param>
    /// <exception cref="Win32Exception">The system refused to start it.</exception>
    /// <exception cref="IOException">There can be no FIFO.</exception>
    public static ChildProcess Run(Func<int?, ChildProcess> start, Action<int> prepare)
    {
        using var held = new HeldStart();
        return held.RunCore(start, prepare);
    }

    public void Dispose()
    {
        _children?.Dispose();
        _release?.Dispose();
        _spare.Dispose();
        _fifo.Dispose();
    }

    private ChildProcess RunCore(Func<int?, ChildProcess> start, Action<int> prepare)
    {
        // A thread of its own, because posix_spawn waits too, and because its only child then is this one.
        var thread = new Thread(() => Start(start), StackSize) { IsBackground = true, Name = "JobRunner held start" };
        StartThread(thread);
        var fault = Prepare(prepare, isThere: Meet());
        using var departure = Open(LibC.OpenFifoToRead);
        if (departure.IsInvalid)
        {
            KillChild();
            fault ??= ExceptionDispatchInfo.Capture(OutOfDescriptors());
        }

        thread.Join();
        _fault?.Throw();
        if (fault is not null)
        {
            _child!.Dispose();
            fault.Throw();
        }

        return _child!;
    }

    private static void StartThread(Thread thread)
    {
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException e)
        {
            // So .NET says it too where descriptors have run out, of which it needs two for a thread.
            throw new IOException("The host can have no further thread: it has no memory or no file descriptor left.", e);
        }
    }

    /// <summary>Waits for the child.</summary>
    /// <returns>Whether there can be one.</returns>
    private bool Meet()
    {
        // Not kept: its descriptor is needed for what comes next.
        using var arrival = Open(LibC.OpenFifoToWrite);
        _isMet = true;
        return !arrival.IsInvalid;
    }

    // On a thread of its own.
    private void Start(Func<int?, ChildProcess> start)
    {
        try
        {
            _children = File.OpenHandle("/proc/thread-self/children");
            _child = start((int)_fifo.DangerousGetHandle());
        }
#pragma warning disable CA1031 // It is thrown on the thread that waits for this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _fault = ExceptionDispatchInfo.Capture(e);
        }

        // There may have been no child to meet who waits for one. He doesn't give up, so neither does this.
        _spare.Dispose();
        while (!_isMet && (_release = Open(LibC.OpenFifoForBoth)).IsInvalid)
        {
        }
    }

    /// <summary>Opens the FIFO. Where descriptors have run out, it tries for a while: invalid if it gets none.</summary>
    private SafeFileHandle Open(Func<string, int> open)
    {
        var file = -1;
        SpinWait.SpinUntil(() => (file = open(Threshold)) >= 0, Patience);
        return new SafeFileHandle(file, ownsHandle: true);
    }

    /// <returns>What went wrong; then the child is being killed.</returns>
    private ExceptionDispatchInfo? Prepare(Action<int> prepare, bool isThere)
    {
        try
        {
            if (!isThere)
            {
                throw OutOfDescriptors();
            }

            // None if it could not be started.
            if (FindChild() is { } child)
            {
                prepare(child);
            }

            return null;
        }
#pragma warning disable CA1031 // It is thrown on once the child is gone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            KillChild();
            return ExceptionDispatchInfo.Capture(e);
        }
    }

    private static IOException OutOfDescriptors() => new("The host has no file descriptor left.");

    private void KillChild()
    {
        if (FindChild() is { } child)
        {
            LibC.TrySignal(child, Signal.Kill);
        }
    }

    private int? FindChild()
    {
        Span<byte> text = stackalloc byte[32];
        return _children is { IsInvalid: false } children
            && int.TryParse(text[..RandomAccess.Read(children, text, 0)].TrimEnd((byte)' '), CultureInfo.InvariantCulture, out var child)
            ? child
            : null;
    }
}
