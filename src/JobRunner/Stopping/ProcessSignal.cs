using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Signals processes, never their successors.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ProcessSignal
{
    /// <summary>Sends a signal if the pid still is this process's. That it has gone by now is no fault.</summary>
    public static void Send(ProcessIdentity process, Signal signal)
    {
        if (ProcessTable.Find(process.Id)?.Identity == process)
        {
            LibC.TrySignal(process.Id, signal);
        }
    }

    /// <summary>Sends a signal to a process's group if the process still is there, in the same group.</summary>
    public static void SendToGroup(ProcessEntry member, Signal signal)
    {
        if (ProcessTable.Find(member.Identity.Id) is { } now && now.Identity == member.Identity && now.GroupId == member.GroupId)
        {
            LibC.TrySignalGroup(member.GroupId, signal);
        }
    }
}
