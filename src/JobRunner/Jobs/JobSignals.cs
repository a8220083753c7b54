using System.Diagnostics;
using JobRunner.Interop;

namespace JobRunner.Jobs;

/// <summary>The numbers behind the names.</summary>
internal static class JobSignals
{
    public static Signal ToSignal(this JobSignal signal) => signal switch
    {
        JobSignal.SIGHUP => Signal.Hangup,
        JobSignal.SIGINT => Signal.Interrupt,
        JobSignal.SIGQUIT => Signal.Quit,
        JobSignal.SIGKILL => Signal.Kill,
        JobSignal.SIGUSR1 => Signal.User1,
        JobSignal.SIGUSR2 => Signal.User2,
        JobSignal.SIGTERM => Signal.Terminate,
        JobSignal.SIGCONT => Signal.Continue,
        JobSignal.SIGSTOP => Signal.Stop,
        _ => throw new UnreachableException(),
    };
}
