using Microsoft.OpenApi;

namespace JobRunner.Http.Description;

/// <summary>What openapi.json says.</summary>
internal static class OwnDocument
{
    private const string Resource = "JobRunner.Http.openapi.json";

    /// <summary>Reads it. Anew each time: a document is its reader's to change.</summary>
    public static async Task<OpenApiDocument> ReadAsync(CancellationToken cancellationToken)
    {
        var resource = typeof(OwnDocument).Assembly.GetManifestResourceStream(Resource)!;
        await using (resource.ConfigureAwait(false))
        {
            return (await OpenApiDocument.LoadAsync(resource, OpenApiConstants.Json, cancellationToken: cancellationToken).ConfigureAwait(false)).Document!;
        }
    }
}
