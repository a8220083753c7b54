namespace JobRunner.Interop;

/// <summary>What a console can tell its processes; wincon.h.</summary>
internal enum ConsoleSignal
{
    /// <summary>Ctrl+C, which processes in a group of their own ignore unless they say otherwise.</summary>
    Interrupt = 0,

    /// <summary>Ctrl+Break, which nobody ignores who doesn't handle it.</summary>
    Break = 1,
}
