using System.Net;
using JobRunner.Http.Client.Connecting;

namespace JobRunner.Http.Client.Calls;

/// <summary>A request, and what may be done with it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Address">Where to.</param>
internal sealed record Call(HttpMethod Method, Uri Address)
{
    private const string EventStream = "text/event-stream";

    /// <summary>The body, made anew for each try; null: none.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>The job that it is about, which an answer may call unknown; null: none.</summary>
    public Guid? JobId { get; init; }

    /// <summary>The caller's argument that a server may find unusable.</summary>
    public string? Argument { get; init; }

    /// <summary>What all tries of a start bear, so that they start one job; null: it is no start.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether it may be sent again when it may have arrived.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether its answer takes as long as it takes.</summary>
    public bool IsUnlimited { get; init; }

    /// <summary>Whether its answer is a stream of events.</summary>
    public bool IsStream { get; init; }

    /// <summary>
    /// Whether it is not to share a connection. What a server doesn't read takes up the room of all that is sent on its connection: a job that doesn't read its input would hold up
    /// every other call.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>
    /// Whether one of the places that the server has for this client's followers may be its own already: taken by a connection that the server doesn't know to be broken, or free for a moment
    /// between two waits. Then that there is none is no refusal.
    /// </summary>
    public bool MayHavePlace { get; init; }

    /// <summary>Told of each try that failed and is followed by another; null: nobody is.</summary>
    public Action<ConnectionFault>? Failed { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Address)
        {
            Content = Content?.Invoke(),
            Version = IsAlone ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (IdempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        if (IsStream)
        {
            request.Headers.Accept.ParseAdd(EventStream);
        }

        return request;
    }
}
