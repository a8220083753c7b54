using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JobRunner.Http.Client.Calls;

/// <summary>A body in JSON, that says when it is about to be sent.</summary>
internal sealed class JsonBytes : HttpContent
{
    private readonly byte[] _bytes;
    private readonly Action? _beforeSending;

    /// <param name="bytes">The JSON.</param>
    /// <param name="beforeSending">Called before the first byte is sent; it may throw.</param>
    public JsonBytes(byte[] bytes, Action? beforeSending = null)
    {
        _bytes = bytes;
        _beforeSending = beforeSending;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public static Func<HttpContent> Of<T>(T body, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return () => new JsonBytes(bytes);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _beforeSending?.Invoke();
        await stream.WriteAsync(_bytes, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
