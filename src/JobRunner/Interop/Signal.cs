namespace JobRunner.Interop;

/// <summary>Signal numbers, from signal(7): Linux on x64 and arm64, as JobSignal has them. Elsewhere they are but names.</summary>
internal enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    User1 = 10,
    User2 = 12,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
