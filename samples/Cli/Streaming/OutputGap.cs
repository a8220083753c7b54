using JobRunner.Cli.Formatting;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Streaming;

/// <summary>Bytes that are no longer kept are told of, not passed over.</summary>
internal static class OutputGap
{
    public static void Tell(Messages messages, Guid jobId, in OutputChunk chunk)
    {
        if (chunk.Skipped > 0)
        {
            messages.Say($"{chunk.Skipped} bytes of job {JobIds.Short(jobId)}'s output, before offset {chunk.Offset}, are no longer kept and missing here");
        }
    }
}
