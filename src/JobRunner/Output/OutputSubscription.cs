using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace JobRunner.Output;

/// <summary>Moves chunks into a channel.</summary>
internal static class OutputSubscription
{
    /// <summary>Ends by completing the channel, however the reading ends. Never fails.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The channel hands it to its reader.")]
    public static async Task RunAsync(IAsyncEnumerable<OutputChunk> chunks, ChannelWriter<OutputChunk> channel, CancellationToken cancellationToken)
    {
        // Nothing of it runs on the caller's thread, and nothing but the channel and the log's followers holds on to it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await foreach (var chunk in chunks.ConfigureAwait(false))
            {
                await channel.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            }

            channel.Complete();
        }
        catch (Exception e)
        {
            channel.Complete(e);
        }
    }
}
