using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using JobRunner.Tests.Support;

namespace JobRunner.Http.Tests.Support;

/// <summary>Reads server-sent events, by .NET's own parser.</summary>
internal static class Events
{
    /// <summary>All events of a stream, to its end or as far as so many bytes go.</summary>
    public static async IAsyncEnumerable<SseItem<JsonNode>> EventsAsync(
        this HttpClient client, string path, string? lastEventId = null, long most = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = Call.Request(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).Within("the stream begins");
        answer.EnsureSuccessStatusCode();
        await using var body = new CutStream(await answer.Content.ReadAsStreamAsync(cancellationToken), most);
        await foreach (var item in SseParser.Create(body, (_, data) => JsonNode.Parse(data)!).EnumerateAsync(cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>The bytes of an <c>output</c> event.</summary>
    public static byte[] Bytes(this SseItem<JsonNode> output) => output.Data["data"]!.GetValue<string>() is { } text ? Convert.FromBase64String(text) : [];
}
