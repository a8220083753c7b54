using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Launching.Windows;

/// <summary>Asks a process group to end, as a terminal does. Signals travel through a console that both sides are joined to.</summary>
[SupportedOSPlatform("windows")]
internal static class ConsoleBreak
{
    // A process is joined to one console at a time.
    private static readonly Lock Gate = new();

    /// <summary>What is sent.</summary>
    /// <remarks>Set by tests alone, where a system doesn't know Ctrl+Break.</remarks>
    public static ConsoleSignal Signal { get; set; } = ConsoleSignal.Break;

    /// <summary>Whether jobs share the host's console; else each has one of its own without a window.</summary>
    public static bool IsShared => Kernel32.HasConsole;

    /// <exception cref="IOException">It can't be reached.</exception>
    public static void Send(int groupId)
    {
        lock (Gate)
        {
            if (Kernel32.HasConsole)
            {
                SendHere(groupId);
                return;
            }

            // Joining may change the standard handles, and leaving would let them dangle.
            Span<nint> handles = stackalloc nint[Kernel32.StandardHandles.Length];
            for (var i = 0; i < handles.Length; i++)
            {
                handles[i] = Kernel32.GetStdHandle(Kernel32.StandardHandles[i]);
            }

            if (!Kernel32.TryJoinConsole(groupId))
            {
                throw Unreachable();
            }

            try
            {
                SendHere(groupId);
            }
            finally
            {
                Kernel32.TryLeaveConsole();
                for (var i = 0; i < handles.Length; i++)
                {
                    Kernel32.TrySetStdHandle(Kernel32.StandardHandles[i], handles[i]);
                }
            }
        }
    }

    private static void SendHere(int groupId)
    {
        if (!Kernel32.TrySignal(Signal, groupId))
        {
            throw Unreachable();
        }
    }

    private static IOException Unreachable()
    {
        var reason = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"Ctrl+Break could not be sent: {reason.Message} (error {reason.NativeErrorCode}). It reaches console programs alone.", reason);
    }
}
