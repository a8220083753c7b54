namespace JobRunner.Interop;

/// <summary>Signal numbers, from signal(7): Linux on x64 and arm64.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
}
