using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Signals processes, never their successors.</summary>
internal static class ProcessSignal
{
    /// <summary>Sends a signal if the pid still is this process's. That it has gone by now is no fault.</summary>
    public static void Send(ProcessIdentity process, Signal signal)
    {
        if (ProcessTable.Find(process.Id)?.StartTime == process.StartTime)
        {
            LibC.TrySignal(process.Id, signal);
        }
    }
}
