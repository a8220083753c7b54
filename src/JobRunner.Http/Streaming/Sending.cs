using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>Sends a response as long as a token allows it. What is being sent when it is cancelled takes the connection along.</summary>
// The token itself isn't handed down: cancelled just as a write has ended, it would cancel the next one there, and an answer's end would never be sent.
internal static class Sending
{
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public static ValueTask SendAsync(this HttpResponse response, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return EndAsync(response, response.BodyWriter.WriteAsync(data, CancellationToken.None), cancellationToken);
    }

    /// <summary>Sends what has been written by now, and the headers.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public static ValueTask SendAsync(this HttpResponse response, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return EndAsync(response, response.BodyWriter.FlushAsync(CancellationToken.None), cancellationToken);
    }

    private static async ValueTask EndAsync(HttpResponse response, ValueTask<FlushResult> sending, CancellationToken cancellationToken)
    {
        using (sending.IsCompleted ? default : cancellationToken.UnsafeRegister(static context => ((HttpContext)context!).Abort(), response.HttpContext))
        {
            await sending.ConfigureAwait(false);
        }
    }
}
