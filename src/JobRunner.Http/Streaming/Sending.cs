using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>Sends a response as long as a token allows it. What is being sent when it is cancelled takes the connection along.</summary>
// The token itself isn't handed down: cancelled just as a write has ended, it would cancel the next one there, and an answer's end would never be sent.
internal static class Sending
{
    /// <summary>Sends the headers, so that the client knows at once.</summary>
    // Not StartAsync(), which leaves them in a buffer. Nor the body's writer: where a middleware wraps the body, that does nothing as long as nothing is written.
    public static async ValueTask BeginAsync(this HttpResponse response, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using (BreakOffWhen(response, cancellationToken).ConfigureAwait(false))
        {
            await response.Body.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            await LeaveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="OperationCanceledException">The token was cancelled before.</exception>
    public static ValueTask SendAsync(this HttpResponse response, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return EndAsync(response, response.BodyWriter.WriteAsync(data, CancellationToken.None), cancellationToken);
    }

    /// <summary>Sends what has been written by now.</summary>
    public static ValueTask SendAsync(this HttpResponse response, CancellationToken cancellationToken) =>
        EndAsync(response, response.BodyWriter.FlushAsync(CancellationToken.None), cancellationToken);

    private static async ValueTask EndAsync(HttpResponse response, ValueTask<FlushResult> sending, CancellationToken cancellationToken)
    {
        await using ((sending.IsCompleted ? default : BreakOffWhen(response, cancellationToken)).ConfigureAwait(false))
        {
            await sending.ConfigureAwait(false);
            await LeaveAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Where the callback's first half has let us go on, we may be on its own thread, for which the registration's disposal doesn't wait.
    private static async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await Task.Yield();
        }
    }

    // Its disposal waits until all of it is done: after that the context may be another request's.
    private static CancellationTokenRegistration BreakOffWhen(HttpResponse response, CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static state =>
        {
            // Over HTTP/2 a write waits for a connection that takes nothing, whether its stream is aborted or not.
            var response = (HttpResponse)state!;
            try
            {
                response.BodyWriter.CancelPendingFlush();
            }
            finally
            {
                response.HttpContext.Abort();
            }
        },
        response);
}
