using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JobRunner.Http.Wire;

/// <summary>A request's body in JSON.</summary>
internal static class RequestBody
{
    /// <summary>Reads it whole.</summary>
    /// <exception cref="InvalidRequestException">It is not said to be JSON.</exception>
    /// <exception cref="RuleBrokenException">It is too large.</exception>
    /// <exception cref="BadHttpRequestException">It was cut off.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long maxBytes)
    {
        Limit(request, maxBytes);
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(nameof(JobsHttpOptions.MaxRequestBytes), maxBytes);
        }

        return body.Length == 0 || request.HasJsonContentType()
            ? body.ToArray()
            : throw new InvalidRequestException("The body has to be JSON: send Content-Type: application/json.");
    }

    /// <exception cref="InvalidRequestException">It is no such JSON.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new InvalidRequestException("The body is null.");
        }
        catch (JsonException e)
        {
            // What stands in it may be secret: the path is named, not the value.
            throw new InvalidRequestException($"The body is no such JSON as is expected here{(e.Path is { Length: > 0 } path ? $", at {path}" : "")}.", e);
        }
    }

    public static RuleBrokenException TooLarge(string rule, long? maxBytes) =>
        new(rule, $"The body is larger than the {maxBytes} bytes that this server takes.", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Lets the server break off what is larger.</summary>
    public static void Limit(HttpRequest request, long? maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }
}
