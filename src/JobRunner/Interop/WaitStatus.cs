namespace JobRunner.Interop;

/// <summary>How a process ended, as wait(2) tells it; the layout is bits/waitstatus.h's.</summary>
internal readonly record struct WaitStatus(int Value)
{
    /// <summary>The signal that ended the process; 0 if it exited.</summary>
    public int Signal => Value & 0x7f;

    /// <summary>The code that it exited with, if it did.</summary>
    public int ExitCode => (Value >> 8) & 0xff;
}
