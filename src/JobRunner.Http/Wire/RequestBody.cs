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
    /// <exception cref="InvalidRequestException">It is not said to be JSON, or can't be read.</exception>
    /// <exception cref="RuleBrokenException">It is too large.</exception>
    /// <exception cref="BadHttpRequestException">It can't be read.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, long maxBytes)
    {
        Limit(request, maxBytes);
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw FaultOf(e, nameof(JobsHttpOptions.MaxRequestBytes), maxBytes);
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

    /// <summary>What its sender is to be told of a fault that came up in reading a body.</summary>
    /// <param name="fault">The server's.</param>
    /// <param name="rule">The name of the option by which the body was limited.</param>
    /// <param name="maxBytes">To how many bytes.</param>
    public static Exception FaultOf(IOException fault, string rule, long? maxBytes) => fault switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new RuleBrokenException(rule, $"The body is larger than the {maxBytes} bytes that this server takes.", StatusCodes.Status413PayloadTooLarge),
        BadHttpRequestException => fault,

        // The server's word for a chunk whose size no number can hold.
        _ => new InvalidRequestException("The body is malformed, or was cut off.", fault),
    };

    /// <summary>Lets the server break off what is larger.</summary>
    public static void Limit(HttpRequest request, long? maxBytes)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }
}
