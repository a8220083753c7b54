using System.IO.Pipes;
using JobRunner.Interop;

namespace JobRunner.Output.Pumps;

/// <summary>Reads both pipes of a job to their ends, into the job's log.</summary>
internal static class OutputPump
{
    /// <summary>Reads until each pipe ends, fails or the reading is cut. Closes them. Never throws.</summary>
    /// <returns>For each pipe null if it ended by itself, else why the reading ended before it.</returns>
    public static Task<string?[]> RunAsync(Stream output, Stream error, OutputLog log, TimeProvider time, CancellationToken cut) =>
        !OperatingSystem.IsWindows() && PipePump.IsAvailable && output is PipeStream outputPipe && error is PipeStream errorPipe
            ? PipePump.RunAsync(outputPipe, errorPipe, log, time, cut)
            : StreamPump.RunAsync(output, error, log, time, cut);

    /// <summary>Whether any process still holds the other end of one of the pipes. Yes where there is no way to tell.</summary>
    public static bool AreHeld(Stream output, Stream error) => IsHeld(output) || IsHeld(error);

    public static string HeldOpen(OutputSource source) =>
        $"{source} was still held open when all that could be found of the job had been killed, so it was not read to its end.";

    public static string Unreadable(OutputSource source, Exception reason) => $"{source} could not be read to its end: {reason.Message}";

    private static bool IsHeld(Stream stream)
    {
        try
        {
            return !OperatingSystem.IsLinux() || stream is not PipeStream pipe || LibC.HasWriter(pipe.SafePipeHandle);
        }
        catch (ObjectDisposedException)
        {
            return false; // Read to its end.
        }
    }
}
